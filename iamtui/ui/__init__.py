"""The screens: Textual widgets and what is drawn on them."""
