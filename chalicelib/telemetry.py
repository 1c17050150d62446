"""Structured logs and metrics on standard output: ids, names and numbers, never values."""

from collections.abc import Mapping

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

_logger = Logger(service="postern")


def log(fields: Mapping[str, str]) -> None:
    """One event that has been committed."""
    _logger.info("event", extra=dict(fields))


def failed(what: str, **fields: str) -> None:
    """Something went wrong inside; with the exception that is being handled."""
    _logger.exception(what, extra=fields)


def answered(*, stage: str, outcome: str, milliseconds: float, **fields: str | int) -> None:
    """One answered request: counted by outcome, timed, and told in the same line (embedded metric format)."""
    metrics = EphemeralMetrics(namespace="Postern", service="postern")
    metrics.add_dimension("stage", stage)
    metrics.add_dimension("outcome", outcome)
    metrics.add_metric("Answers", MetricUnit.Count, 1)
    metrics.add_metric("Latency", MetricUnit.Milliseconds, milliseconds)
    for name, value in fields.items():
        metrics.add_metadata(name, value)
    metrics.flush_metrics()
