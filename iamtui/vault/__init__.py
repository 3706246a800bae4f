"""Where secrets live: keyrings, the sealed file, pass; profiles, MFA codes and their ledger.

Start at `vault.Vault`; `open_store.open_store` gives it a store, `survey.survey` says which
there are, and `migration.move_items` moves everything from one to another.
"""
