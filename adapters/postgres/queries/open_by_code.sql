SELECT vault.open_by_code($1, $2, $3, $4, $5, $6)
