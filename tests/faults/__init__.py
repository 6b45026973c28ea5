"""Whole installations, broken while they run."""
