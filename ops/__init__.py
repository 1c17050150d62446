"""The operators' command line: what support and operations do that no tenant's admin can."""

import os

os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "ERROR")  # the terminal is for the answers; the audit record has the rest
