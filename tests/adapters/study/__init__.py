"""What evaluators see with logins of their own."""
