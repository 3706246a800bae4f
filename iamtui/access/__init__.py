"""Questions over a whole account: what reaches an entity, what is wrong with it, how it hangs."""
