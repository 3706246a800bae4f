"""The rotation of access keys: where a key is held, so that none is left on the old one."""
