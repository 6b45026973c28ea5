SELECT trajectory FROM vault.return_code WHERE fingerprint = $1
