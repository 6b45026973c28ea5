"""The throttle, in memory and in PostgreSQL."""
