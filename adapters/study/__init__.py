"""Evaluators' own logins to the database: the events under pseudonyms, and nothing else."""
