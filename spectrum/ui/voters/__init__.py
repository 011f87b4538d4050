"""The Voters page: their habits and residuals, under numbers."""
