"""The boards' store in PostgreSQL: a table for each build, and a view of the live one under the board's own name."""
