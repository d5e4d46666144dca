"""Errors as problems (RFC 9457): one table, and nothing of our insides in any answer."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from math import ceil
from typing import Any, Final, NamedTuple

from bookbridge.domain.errors import (
    Conflict,
    ConnectionInactive,
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    PackageRefused,
    RateLimited,
    ReauthorizationRequired,
    Retriable,
    SessionActive,
    UnknownPackage,
    WrongCompany,
)
from bookbridge.entrypoints.authorisation import Unauthorised
from bookbridge.entrypoints.oauth_state import StateInvalid
from bookbridge.ports.transactions import Outdated

from .answers import PROBLEM, Answer, to_json
from .requests import BodyTooLarge, MalformedBody, NotJson, RepeatedKeys, UnknownParameters

RETRY_SECONDS: Final = 5
"""When to ask again after a trouble that names no time."""


class NoSuchEndpoint(Exception):  # noqa: N818 - a condition, named for its cause
    """Nothing is at this path."""


class WrongMethod(Exception):  # noqa: N818
    """Something is at this path, but not for this method."""

    def __init__(self, allowed: str) -> None:
        """`allowed` lists the methods, with commas between them."""
        super().__init__(f"this path knows {allowed} only")
        self.allowed = allowed


class Kind(NamedTuple):
    """How a class of errors is told: status, name in the problem's type, and title."""

    status: HTTPStatus
    name: str
    title: str


KINDS: Final[Mapping[type[Exception], Kind]] = {
    MalformedBody: Kind(HTTPStatus.BAD_REQUEST, "malformed-body", "The body cannot be read"),
    RepeatedKeys: Kind(HTTPStatus.BAD_REQUEST, "repeated-keys", "A key is there more than once"),
    UnknownParameters: Kind(HTTPStatus.BAD_REQUEST, "unknown-parameters", "The query has unknown parameters"),
    StateInvalid: Kind(HTTPStatus.BAD_REQUEST, "invalid-state", "The consent cannot be completed"),
    Unauthorised: Kind(HTTPStatus.UNAUTHORIZED, "unauthorised", "A valid token is needed"),
    NotFound: Kind(HTTPStatus.NOT_FOUND, "not-found", "Not found"),
    NoSuchEndpoint: Kind(HTTPStatus.NOT_FOUND, "no-such-endpoint", "Not found"),
    UnknownPackage: Kind(HTTPStatus.NOT_FOUND, "unknown-package", "No such accounting package"),
    WrongMethod: Kind(HTTPStatus.METHOD_NOT_ALLOWED, "wrong-method", "Method not allowed"),
    SessionActive: Kind(HTTPStatus.CONFLICT, "session-active", "Another session is active"),
    ConnectionInactive: Kind(HTTPStatus.CONFLICT, "connection-inactive", "The connection cannot sync"),
    ReauthorizationRequired: Kind(HTTPStatus.CONFLICT, "reauthorization-required", "The company must connect again"),
    WrongCompany: Kind(HTTPStatus.CONFLICT, "wrong-company", "Another organisation answered"),
    Outdated: Kind(HTTPStatus.CONFLICT, "changed-meanwhile", "Somebody else changed it in the same moment"),
    Conflict: Kind(HTTPStatus.CONFLICT, "conflict", "The present state forbids this"),
    BodyTooLarge: Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body-too-large", "The body is too large"),
    NotJson: Kind(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not-json", "The body must be JSON"),
    InvalidInput: Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-input", "The request must be corrected"),
    PackageRefused: Kind(HTTPStatus.BAD_GATEWAY, "package-refused", "The accounting package refused"),
    OutcomeUnknown: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "outcome-unknown", "The accounting package did not answer"),
    Retriable: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "try-again", "Try again in a moment"),
    Exception: Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error", "Something went wrong on our side"),
}
"""The first of an error's classes that is here decides."""


def kind_of(error: Exception) -> Kind:
    """How this error is told."""
    return next(KINDS[each] for each in type(error).__mro__ if each in KINDS)


def problem(error: Exception, request_id: str) -> Answer:
    """The answer to a request that ended in this error; `request_id` is told where only our logs know more."""
    kind = kind_of(error)
    body: dict[str, Any] = {
        "type": f"urn:bookbridge:problem:{kind.name}",
        "title": kind.title,
        "status": kind.status.value,
        "detail": _detail(error, kind, request_id),
        "errors": [],
    }
    headers: dict[str, str] = {}
    match error:
        case InvalidInput() | RepeatedKeys() | UnknownParameters():
            body["errors"] = [
                {"field": each.field, "message": each.message, "code": each.code} for each in error.faults
            ]
        case SessionActive():
            body |= {"holder": error.holder, "minutes_left": error.minutes_left, "session_id": error.session_id}
        case Unauthorised():
            headers["WWW-Authenticate"] = "Bearer"
        case WrongMethod():
            headers["Allow"] = error.allowed
        case _ if kind.status is HTTPStatus.SERVICE_UNAVAILABLE:
            wait = error.wait_seconds if isinstance(error, RateLimited) else RETRY_SECONDS
            headers["Retry-After"] = str(max(1, ceil(wait)))
    return Answer(kind.status, to_json(body), PROBLEM, headers)


def _detail(error: Exception, kind: Kind, request_id: str) -> str:
    if isinstance(error, InvalidInput):
        return error.detail
    if kind.status is HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"The request could not be carried out. Our logs know it as {request_id}."
    if isinstance(error, Outdated):
        return "Nothing was written: look at it again and repeat the request."
    return str(error)
