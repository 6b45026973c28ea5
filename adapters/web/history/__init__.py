"""A trajectory's history in words: what each event says, in codes that a person can read."""
