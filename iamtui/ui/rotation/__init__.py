"""Rotation on the screen: one key, a queue of many, and where a key is used."""
