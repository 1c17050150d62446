"""The answers that several routes share, and what makes them of records."""
