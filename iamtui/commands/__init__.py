"""The commands of the command line that open no screen, each in a module of its own."""
