"""Pure rules and values: knows neither Discord nor SQL nor files."""
