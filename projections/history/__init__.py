"""The board of histories: every event of a trajectory, also those that do not hold any more."""
