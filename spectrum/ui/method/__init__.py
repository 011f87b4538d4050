"""The Method page: every measure in words and as a formula."""
