"""The places on this machine that keep a user's access keys, each behind the same few methods."""
