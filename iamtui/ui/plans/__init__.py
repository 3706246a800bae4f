"""A Change on its way from a proposal to done."""
