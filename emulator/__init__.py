"""MiniStack: an AWS account on one machine, for the local service and for deployments that are only tried."""
