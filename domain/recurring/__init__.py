"""Duties that recur: their occasions, their streams and how far each has come. Source: domain sections 7 to 9."""
