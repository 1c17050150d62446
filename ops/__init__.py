"""The operators' command line: what support and operations do that no tenant's admin can."""
