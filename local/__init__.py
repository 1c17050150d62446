"""The whole service on one machine, for development and demonstration; never part of the deployed package."""
