"""The board of VIP cards: which were made, which were handed out, by whom."""
