"""A group of endpoints as a Lambda function: routing by Powertools, authorisation before anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from aws_lambda_powertools.event_handler.api_gateway import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from bookbridge import bootstrap
from bookbridge.domain.errors import FieldFault, InvalidInput, NotFound
from bookbridge.entrypoints.authorisation import COMPANY_ID, Authoriser, Caller
from bookbridge.entrypoints.http_events import with_exact_path
from bookbridge.entrypoints.observability import logger

from .answers import Answer
from .endpoints import Access, Endpoint, Group
from .problems import NoSuchEndpoint, WrongMethod, kind_of, problem
from .requests import ApiRequest, UnknownParameters

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from bookbridge.bootstrap import Application

_EVERY_ANSWER = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_ANYBODY = Caller("", "")

LONGEST_PART: Final = 900
"""Bytes of one part of a path: the database takes keys of 1024 and no longer ones, not even to look for them."""


class Api:
    """Answers the requests of one function. Nothing is made before the first of them."""

    def __init__(
        self,
        *groups: Group,
        application: Callable[[], Application] = bootstrap.application,
        others: Callable[[], Iterable[Group]] = tuple,
    ) -> None:
        """`others` are groups that this function does not serve but knows, to tell a wrong method from a wrong path."""
        self._groups = groups
        self._application = application
        self._others = others
        if any(endpoint.access is not Access.PUBLIC for group in groups for endpoint in group.endpoints):
            import jwt  # noqa: F401, PLC0415 - will be needed, and now is the time for imports (see bootstrap.rehearsal)

    def __call__(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer one request; whatever goes wrong is a problem in the answer, never an error of the function."""
        return self._resolver.resolve(with_exact_path(event), context)

    @cached_property
    def _resolver(self) -> APIGatewayHttpResolver:
        resolver = APIGatewayHttpResolver(debug=False)
        for group in self._groups:
            for endpoint in group.endpoints:
                resolver.route(endpoint.rule, endpoint.method)(self._served(endpoint))
        resolver.exception_handler(Exception)(self._problem)
        return resolver

    @cached_property
    def _authoriser(self) -> Authoriser:
        adapters = self._application().adapters
        return Authoriser(adapters.token_key, adapters.identity_provider)

    def _served(self, endpoint: Endpoint) -> Callable[..., Response[str]]:
        def serve(**parts: str) -> Response[str]:
            path = {name: unquote(part) for name, part in parts.items()}
            event = self._resolver.current_event.raw_event
            caller = self._authorised(endpoint, path, event["headers"].get("authorization", ""))
            if any(len(part.encode()) > LONGEST_PART for part in path.values()):
                raise NotFound("nothing has an id as long as that")
            request = ApiRequest(event, path, self._application(), caller)
            _refuse_unknown_parameters(endpoint, request)
            return _response(endpoint.function(request))

        return serve

    def _authorised(self, endpoint: Endpoint, path: dict[str, str], authorization: str) -> Caller:
        """The caller, if the endpoint is for them; if not, they are told that there is nothing (404, not 403)."""
        if endpoint.access is Access.PUBLIC:
            return _ANYBODY
        caller = self._authoriser.caller(authorization)
        company_id = path.get("company_id", "")
        if endpoint.access is Access.OPERATOR and not caller.is_operator:
            raise NoSuchEndpoint("nothing is here")
        if company_id and not caller.reaches(company_id):
            raise NotFound("there is no such company")
        if company_id and not COMPANY_ID.fullmatch(company_id):
            message = "must be 1 to 64 characters of A-Z, a-z, 0-9, '_', '-' and '.'"
            raise InvalidInput((FieldFault("company_id", message),))
        return caller

    def _problem(self, error: Exception) -> Response[str]:
        event = self._resolver.current_event
        if isinstance(error, NotFoundError):
            error = _nothing_here((*self._groups, *self._others()), event.path)
        if kind_of(error).status is HTTPStatus.INTERNAL_SERVER_ERROR:
            logger().error("a request ended in an unexpected error", exc_info=error)
        return _response(problem(error, event.request_context.request_id))


def _refuse_unknown_parameters(endpoint: Endpoint, request: ApiRequest) -> None:
    """A misspelt filter would answer with everything. Pages for everybody's browser take whatever is sent along."""
    if endpoint.access is Access.PUBLIC:
        return
    known = [each.name for each in endpoint.query]
    if unknown := [name for name in request.query if name not in known]:
        raise UnknownParameters(unknown, known)


def _nothing_here(groups: Iterable[Group], path: str) -> Exception:
    methods = sorted({each.method for group in groups for each in group.endpoints if each.is_at(path)})
    return WrongMethod(", ".join(methods)) if methods else NoSuchEndpoint("nothing is at this path: see /docs")


def _response(answer: Answer) -> Response[str]:
    return Response(
        status_code=answer.status.value,
        content_type=answer.content_type or None,
        body=answer.body,
        headers={**_EVERY_ANSWER, **answer.headers},
    )
