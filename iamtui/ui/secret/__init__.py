"""A secret on the screen: masked, shown for a moment, handed over."""
