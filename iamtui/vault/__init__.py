"""Where secrets live: the OS keyring, the profiles that name them, MFA codes and their ledger.

Start at `vault.Vault`; `detect.find_store` gives it a keyring.
"""
