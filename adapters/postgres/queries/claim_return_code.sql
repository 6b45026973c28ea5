INSERT INTO vault.return_code (fingerprint, trajectory) VALUES ($1, $2)
