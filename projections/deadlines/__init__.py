"""The board of deadlines: what is due in which trajectory, when, by whom and why."""
