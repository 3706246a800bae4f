"""The one room that talks to boto3: credentials, sessions, loading an account, sending calls.

`backend`, `errors` and `target` are cheap to import and are what screens look into; boto3 is
imported by `live`, and first when a backend is opened.
"""
