"""Where each column of a query comes from, read without running it: the door to sqlglot."""
