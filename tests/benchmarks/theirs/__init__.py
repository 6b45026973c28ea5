"""The other side: `eventsourcing` with its own PostgreSQL recorder, as its documentation shows it."""
