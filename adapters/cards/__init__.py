"""VIP cards for print: a sheet of business cards on which nothing tells what its bearer has to do with whom."""
