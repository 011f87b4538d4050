"""The Timeline page: the votes played over time."""
