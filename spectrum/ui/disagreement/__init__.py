"""The Disagreement page: charts and table of all tools, and how far voters agree."""
