"""Proofs: what shows who somebody is, one module for each way; `guess` runs the attempt."""
