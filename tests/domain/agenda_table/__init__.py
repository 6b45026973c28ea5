"""What the clock does about every kind of agenda item, written in full: one module an area, one row a kind."""
