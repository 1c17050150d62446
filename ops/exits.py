"""What a command's exit code says. A script can tell a refusal from an answer, and both from a question."""

REFUSED = 1
"""The service refused, or its environment is not set up."""
MISTYPED = 2
"""The command line makes no sense."""
DIFFERENT = 3
"""`counts` found a difference, and was not asked to mend it."""
DECLINED = 4
"""The answer to the question was no."""
