"""Benchmarks: ours and `eventsourcing`'s in one run, on the same server with the same durability."""
