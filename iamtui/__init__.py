"""iamtui: a keyboard-driven terminal UI for AWS IAM."""

__version__ = "0.1.0"
