DELETE FROM vault.return_code WHERE trajectory = $1
