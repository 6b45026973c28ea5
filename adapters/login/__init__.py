"""Logging in: sessions, accounts of this installation, and OIDC. Source: design section 7, ecosystem section 4."""
