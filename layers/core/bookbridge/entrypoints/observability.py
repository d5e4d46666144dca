"""Logs and metrics around every handler.

The core logs with the standard library, to loggers below `bookbridge`; Powertools' logger has that very name, so that
each of its lines is JSON with the request's ids. Traces are Lambda's own (`Tracing: Active`): the SDK that would add
segments to them is no dependency of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, wraps
from threading import Lock
from typing import Any, Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider
from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.domain.errors import BookbridgeError

SERVICE: Final = "bookbridge"
NAMESPACE: Final = "Bookbridge"
HTTP_REQUEST: Final = "requestContext.requestId"
SESSION: Final = "session_id"
REPORT: Final = "report_id"
FAILURE_ACTION: Final = "action_id"
EXECUTION: Final = "detail.name"

Event = dict[str, Any]
Handler = Callable[[Event, LambdaContext], Any]


@cache
def logger() -> Logger:
    """The logger of this process. Made at the first event, because it reads its level from the environment."""
    return Logger(service=SERVICE)


@cache
def metrics() -> AmazonCloudWatchEMFProvider:
    """The metrics of this process: written to the log, where CloudWatch finds them."""
    return AmazonCloudWatchEMFProvider(namespace=NAMESPACE, service=SERVICE)


_counting = Lock()


def count(numbers: Mapping[str, int]) -> None:
    """Count things under these names; nothing is written for zeros."""
    with _counting:
        for name, number in numbers.items():
            if number:
                metrics().add_metric(name, MetricUnit.Count, int(number))


def observed(correlation_id: str | None = None) -> Callable[[Handler], Handler]:
    """Frame a handler: its log lines name the invocation, its counts are written when it ends, however it ends.

    `correlation_id` is where in the event (JMESPath) to find the id that its log lines share with those of other
    functions. An error of ours is counted under the name of its class and leaves as it is.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        def framed(event: Event, context: LambdaContext) -> Any:  # noqa: ANN401 - whatever the handler answers
            try:
                return _logged(handler, correlation_id)(event, context)
            except BookbridgeError as error:
                count({type(error).__name__: 1})
                raise
            finally:
                if metrics().metric_set:
                    metrics().flush_metrics()

        return framed

    return decorate


@cache
def _logged(handler: Handler, correlation_id: str | None) -> Handler:
    framed: Handler = logger().inject_lambda_context(handler, correlation_id_path=correlation_id, clear_state=True)
    return framed
