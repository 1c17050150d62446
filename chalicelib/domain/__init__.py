"""Pure values and functions: no clock, no randomness, no input or output."""
