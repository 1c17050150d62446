"""The service beside a small model of it, through whatever order of requests a search finds."""
