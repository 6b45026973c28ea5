"""Builds of boards from the outside: making them, comparing them, and letting pages read another one."""
