"""Logging in at an OIDC issuer: code flow with PKCE, and what its claims make of somebody."""
