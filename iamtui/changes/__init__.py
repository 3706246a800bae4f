"""Every write as a value: what the user wants, and all that follows from it."""
