"""Logs of any size, fast and true: histories made by real commands, told again and again under fresh ids."""
