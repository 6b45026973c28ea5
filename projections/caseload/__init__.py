"""The board of trajectories: who carries which, how far each has come, and what is due next."""
