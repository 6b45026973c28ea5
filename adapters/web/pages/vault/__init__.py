"""The pages that reach into the vault, one act a module. Each act is a form that is sent, never an address opened."""
