"""The board of VIP cards: which were handed out, by whom."""
