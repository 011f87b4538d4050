"""The Data page: downloads, the backup, snapshots."""
