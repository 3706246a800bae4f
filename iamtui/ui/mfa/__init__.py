"""MFA devices and their codes on the screen."""
