"""What an account's IAM holds: immutable models, indexes, and the operations that change them."""
