"""The vault: identities, aliases and notes, encrypted under keys that lie outside PostgreSQL and its backups."""
