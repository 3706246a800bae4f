"""Access keys that lie in plain text in ~/.aws: into the vault, checked, and out of the files."""
