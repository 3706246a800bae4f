"""Questions about permissions, and their answers."""
