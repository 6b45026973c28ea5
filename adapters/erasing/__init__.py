"""Erasing what the vault holds: done, told, made final, done again after a restore, and what the night has to do."""
