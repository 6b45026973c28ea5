"""The desk on a real PostgreSQL: log, vault, access log and codes as in use."""
