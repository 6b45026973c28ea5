SELECT vault.return_code_opens($1, $2)
