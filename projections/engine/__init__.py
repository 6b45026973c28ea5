"""The engine that keeps the boards: it follows the log and writes each board's rows with its checkpoint."""
