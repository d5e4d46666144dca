"""What Xero's answers mean: every shape its errors come in, and what the caller should do about each.

Keys come in capitals and in lower case, and bodies that are no JSON occur. Xero does not translate its messages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from bookbridge.domain.dispatches import Refused
from bookbridge.domain.errors import (
    BookbridgeError,
    OutcomeUnknown,
    PackageRefused,
    PackageUnavailable,
    RateLimited,
    ReauthorizationRequired,
)
from bookbridge.ports.http import Response

from .wire import Json, objects_in, read_json

VALIDATION: Final = "10"
"""The number of `ValidationException`; what one element of a call is refused with counts as the same."""

FILE_UNAVAILABLE: Final = "file_unavailable"

NO_SCOPE: Final = "authorizationunsuccessful"
"""The 401 that a refreshed token cannot help with: the consent does not cover what was asked for."""

PAUSE: Final = 2.0
"""Seconds after a 429 that names no time: too many requests at once, which passes at once."""

APP_PAUSE: Final = 5.0
FEW_LEFT: Final = 200
"""Below so many requests left to all organisations of the app in this minute, each lets the others go first."""

_DUPLICATE: Final = re.compile(
    r"invoice # must be unique|credit note (?:#|number) must be unique|is already assigned to another contact"
    r"|please enter a unique (?:name|code)|price list item with code .* already exists|order number must be unique",
    re.IGNORECASE,
)


def answer_of(response: Response) -> Json:
    """The JSON object of an answer; empty when it holds none."""
    try:
        return read_json(response.body)
    except ValueError:
        return {}


def told_in(body: Mapping[str, Any], name: str) -> str:
    """A value by its name in any case."""
    return next((str(value or "") for key, value in body.items() if key.lower() == name.lower()), "")


def messages_of(element: Mapping[str, Any]) -> tuple[str, ...]:
    """Why one element of a call was refused; empty when it was not, one empty text when no reason is given."""
    if element.get("StatusAttributeString") == "WARNING":
        return ()
    found = objects_in(element.get("ValidationErrors"))
    told = tuple(dict.fromkeys(text for each in found if (text := str(each.get("Message") or "").strip())))
    failed = element.get("StatusAttributeString") == "ERROR" or element.get("HasErrors") is True or bool(found)
    return told or (("",) if failed else ())


def refused(messages: tuple[str, ...]) -> Refused:
    """What one record's messages say, all of them: the first is the cause."""
    text, *others = messages
    for other in others:
        text += f" {other}" if text.endswith(".") else f"; {other}"
    return Refused(
        code=VALIDATION if text else "",
        message=text,
        # Number, party, date and total prove that a document is ours; entries of lists are matched by their names.
        duplicate=any(_DUPLICATE.search(message) for message in messages),
    )


def elements_of(body: Json) -> list[Json]:
    """The elements that an answer to a whole call complains about."""
    return objects_in(body.get("Elements"))


def error_of(response: Response, *, writing: bool) -> BookbridgeError:
    """What the answer to a whole request means.

    A write that met 5xx may have been carried out: `OutcomeUnknown`, because finding, or repeating with the same
    Idempotency-Key, does no harm, while sending it anew could write it twice.
    """
    body = answer_of(response)
    number, detail = told_in(body, "ErrorNumber"), told_in(body, "Detail") or told_in(body, "Message")
    told = [message for element in elements_of(body) for message in messages_of(element)]
    text = "; ".join(filter(None, (told_in(body, "Title") or told_in(body, "Type"), detail, *told)))
    message = f"HTTP {response.status}: {text or 'nothing that can be read'}"
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(pause_after(response), "answered by Xero")
    if response.status == HTTPStatus.UNAUTHORIZED:
        return ReauthorizationRequired(message)
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR and response.status != HTTPStatus.NOT_IMPLEMENTED:
        return OutcomeUnknown(message) if writing else PackageUnavailable(message)
    return PackageRefused(message, code=number or str(response.status), status=response.status)


def is_expired_token(response: Response) -> bool:
    """Whether a refreshed token can help: 401, unless it says that the consent does not cover what was asked for."""
    if response.status != HTTPStatus.UNAUTHORIZED:
        return False
    return NO_SCOPE not in told_in(answer_of(response), "Detail").lower()


def pause_after(response: Response) -> float:
    """Seconds to leave the organisation alone.

    After a 429 as long as it says (for the day's limit that can be hours), a moment where it names no time; and a few
    seconds when the app as a whole is close to its limit.
    """
    told = response.headers.get("retry-after", "")
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        return max(1.0, float(told)) if told.isdecimal() else PAUSE
    left = response.headers.get("x-appminlimit-remaining", "")
    return APP_PAUSE if left.isdecimal() and int(left) < FEW_LEFT else 0.0
