"""Key-encryption keys, in epochs, and whoever keeps them: a file, the environment, or a key server."""
