SELECT vault.claim_return_code($1, $2)
