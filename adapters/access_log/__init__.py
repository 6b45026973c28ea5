"""The access log in PostgreSQL: the functions of schema `access`, and the chain verified outside the database."""
