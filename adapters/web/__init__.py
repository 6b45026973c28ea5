"""The web pages: what the boards and the log say, in Danish and English, read-only and on this machine only."""
