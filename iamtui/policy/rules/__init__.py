"""The rules of the linter, one idea a module; `table` lists them."""
