"""The only room that knows SQL: tables, the engine, and queries that return domain values."""
