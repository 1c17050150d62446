"""What stands in for AWS on one machine: MiniStack for a whole account, dynoxide for a table that loses nothing."""
