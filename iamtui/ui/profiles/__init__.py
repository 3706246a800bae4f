"""The profiles: their screen, their marks, and their import."""
