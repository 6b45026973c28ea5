SELECT vault.open_by_code($1)
