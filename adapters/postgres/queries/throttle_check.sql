SELECT throttle.count_try($1, $2, $3, $4, $5, $6, $7)
