"""Readers of DynamoDB's answers to a Query, in place of botocore's, for very many items.

botocore goes through every value of an answer with its model of the service, which takes longer than all that is done
with them. Requests, signatures, retries and errors are botocore's own.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from typing_extensions import override

if TYPE_CHECKING:
    from botocore.model import Shape
    from botocore.parsers import ResponseParser, ResponseParserFactory

ReadQuery = Callable[[bytes], dict[str, Any]]
"""From the body of an answer to what the client returns: `{Items, LastEvaluatedKey?}`."""


def parser_factory(read: ReadQuery) -> ResponseParserFactory:
    """What a session takes as its component `response_parser_factory`."""
    from botocore import parsers  # noqa: PLC0415 - takes a while: not before somebody needs it

    class QueryReader(parsers.JSONParser):
        @override
        def parse(self, response: Any, shape: Shape) -> Any:
            if response["status_code"] != HTTPStatus.OK or shape.name != "QueryOutput":
                return super().parse(response, shape)
            headers = {name.lower(): value for name, value in response["headers"].items()}
            metadata = {
                "RequestId": headers.get("x-amzn-requestid", ""),
                "HTTPStatusCode": response["status_code"],
                "HTTPHeaders": headers,
            }
            return {**read(response["body"]), "ResponseMetadata": metadata}

    class Factory(parsers.ResponseParserFactory):
        @override
        def create_parser(self, protocol_name: str) -> ResponseParser:
            return QueryReader() if protocol_name == "json" else super().create_parser(protocol_name)

    return Factory()
