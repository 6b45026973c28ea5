"""PostgreSQL and Temporal on this machine, for people who have no server: one state directory keeps all."""
