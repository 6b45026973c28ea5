"""The two doors through which notices reach people: the inbox in PostgreSQL, and e-mail by SMTP."""
