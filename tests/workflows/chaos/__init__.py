"""What can go wrong between people, log and clock, drawn from a seed: the same seed goes wrong in the same way."""
