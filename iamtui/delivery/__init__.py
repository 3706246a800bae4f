"""Handing a just-made secret to the person it is for: what it is, and the files it goes into."""
