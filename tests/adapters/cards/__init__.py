"""VIP cards for print."""
