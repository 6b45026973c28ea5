"""Signed checkpoints: what the log's head was on a day, in files that nobody can make without the key.

The chain of hashes shows every change but one: whoever may do everything in the database can compute all of it
again. A checkpoint that was signed earlier, and is kept where that person cannot write, has the old hash.
"""
