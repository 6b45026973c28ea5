"""The papers of recurring duties: rendered as the log stood when each was made ready, and never stored."""
