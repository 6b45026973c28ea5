"""Wrong tries counted, and who guesses locked out for a growing time: log-in, return codes, first-run set-up."""
