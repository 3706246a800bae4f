"""Paths and relations as drawings."""
