"""What is written down of each access, and what no login can read."""
