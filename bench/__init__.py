"""Benchmarks: ratios and counted units, never wall time alone."""
