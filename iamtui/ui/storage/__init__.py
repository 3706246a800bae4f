"""Where secrets live: the panel, moving, locking and unlocking."""
