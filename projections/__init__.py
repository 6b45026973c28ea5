"""What people look at: one folder a board, and the engine that keeps the boards level with the log."""
