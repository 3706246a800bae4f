"""A strict local AWS: IAM and STS over HTTP on loopback, with moto as the store behind it.

moto alone accepts any MFA code, ignores inactive keys, boundaries, delete conflicts and paging.
This room puts the rules of AWS in front of moto's objects: signatures, sessions, validation,
authorisation, quotas, conflicts and pages. `server.serve` is its one door.
"""
