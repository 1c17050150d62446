"""Writes docs/benchmarks.md."""
def write(trials, extent): pass
