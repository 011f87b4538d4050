"""The Distribution page: one tool's votes, their groups, their course, those that were picked."""
