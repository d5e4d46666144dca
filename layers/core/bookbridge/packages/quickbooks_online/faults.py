"""Faults: every shape they come in, and what each means for the caller.

Messages are localised, so a fault is classed by its code. Shapes: `Fault` with capital keys (the API), `fault` with
lower case keys (the gateway in front of it), XML (the gateway when it limits), and a code that stands in the message
only.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

from .wire import read_json

THROTTLED: Final = "3001"
STALE: Final = "5010"
EXPIRED: Final = "3200"
REPEATED: Final = "600"
DUPLICATE_NUMBER: Final = "6140"
RECONNECT: Final = frozenset({"100", "110", "120", "3100", "3200", "3201", "10200"})
"""General authentication, OAuth, no access any more, app not authorised, token, authorisation, company reset."""

BUSY: Final = frozenset({"130", "140", "150"})
"""Wrong cluster, company locked out, company under maintenance: nothing was done, and it passes."""

RESULT_TOO_BIG: Final = "10100"
SEVERE: Final = 10_000
"""From here on the package itself failed; whether it had done the work first, nobody knows."""

WAIT_SECONDS: Final = 60.0
"""How long to stay away after a 429 that names no time."""

_CODE_IN_TEXT: Final = re.compile(r"errorCode=(\d+)")
_CLOSED: Final = re.compile(r"closed|clôtur|fermé", re.IGNORECASE)
_XML_ERROR: Final = re.compile(r"<Error\b([^>]*)>(.*?)</Error>", re.DOTALL)
_XML_CODE: Final = re.compile(r'\bcode="(\d+)"')
_XML_TEXT: Final = re.compile(r"<(Message|Detail)>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of a fault. `code` has no leading zeros and is empty when none was given."""

    code: str
    message: str
    detail: str = ""
    element: str = ""

    @property
    def is_severe(self) -> bool:
        """Whether the package failed, as opposed to refusing."""
        return self.code.isdecimal() and int(self.code) >= SEVERE and self.code not in RECONNECT | {RESULT_TOO_BIG}


def faults_of(body: bytes) -> tuple[Fault, ...]:
    """The faults in an answer; none when it holds none that can be read."""
    try:
        return faults_in(read_json(body))
    except ValueError:
        return tuple(_from_xml(*match) for match in _XML_ERROR.findall(body.decode(errors="replace")))


def faults_in(answer: Mapping[str, Any]) -> tuple[Fault, ...]:
    """The faults of an answer or of one item of a batch."""
    fault = _either(answer, "Fault")
    if not isinstance(fault, Mapping):
        return ()
    errors = _either(fault, "Error")
    listed = errors if isinstance(errors, list) else [errors]
    return tuple(_from_json(error) for error in listed if isinstance(error, Mapping)) or (Fault("", str(fault)),)


def _from_json(error: Mapping[str, Any]) -> Fault:
    message, detail, element, code = (
        str(_either(error, name) or "") for name in ("Message", "Detail", "Element", "Code")
    )
    return Fault(_normal(code or _in_text(message)), message.strip(), detail.strip(), element)


def _from_xml(attributes: str, content: str) -> Fault:
    texts = {name: html.unescape(text).strip() for name, text in _XML_TEXT.findall(content)}
    message = texts.get("Message", "")
    code = _XML_CODE.search(attributes)
    return Fault(_normal(code[1] if code else _in_text(message)), message, texts.get("Detail", ""))


def _either(holder: Mapping[str, Any], name: str) -> object:
    return holder.get(name, holder.get(name.lower()))


def _in_text(message: str) -> str:
    found = _CODE_IN_TEXT.search(message)
    return found[1] if found else ""


def _normal(code: str) -> str:
    return code.lstrip("0") or code[:1]


def refused(faults: Sequence[Fault]) -> Refused:
    """What one record's faults say: the first is the cause, the others are told along with it."""
    first, *others = faults
    details = [first.detail, *(f"{other.message}: {other.detail} ({other.code})" for other in others)]
    return Refused(
        code=first.code,
        message=first.message,
        detail="; ".join(detail for detail in details if detail),
        field=first.element,
        retriable=first.is_severe or first.code in BUSY or first.code == THROTTLED,
        # Some versions report a closed period under the same code; writing over the newest version does not help there.
        stale=first.code == STALE and not _CLOSED.search(f"{first.message} {first.detail}"),
        # Number, party, date and total together prove that a document is ours. A name alone proves nothing (6240).
        duplicate=first.code == DUPLICATE_NUMBER,
    )


def error_of(response: Response, *, writing: bool) -> BookbridgeError:
    """What the answer to a whole request means.

    A write that met 5xx, a severe fault or a repeated request id may have been carried out: `OutcomeUnknown`, because
    finding, or repeating with the same request id, does no harm, while sending it anew could write it twice.
    """
    return error_for(
        faults_of(response.body),
        status=response.status,
        writing=writing,
        wait_seconds=_retry_after(response),
        trace=response.headers.get("intuit_tid", ""),
    )


def error_for(
    faults: Sequence[Fault], *, status: int, writing: bool, wait_seconds: float = WAIT_SECONDS, trace: str = ""
) -> BookbridgeError:
    """The error that says what to do about these faults. `trace` is Intuit's own name for the request."""
    codes = {fault.code for fault in faults} - {""}
    told = "; ".join(" ".join(filter(None, (each.code, each.message, each.detail))) for each in faults)
    message = f"HTTP {status}: {told or 'no fault that can be read'}" + (f" (intuit_tid {trace})" if trace else "")
    if status == HTTPStatus.TOO_MANY_REQUESTS or THROTTLED in codes:
        return RateLimited(wait_seconds, "answered by QuickBooks Online")
    if codes & RECONNECT or status == HTTPStatus.UNAUTHORIZED:
        return ReauthorizationRequired(message)
    if codes & BUSY:
        return PackageUnavailable(message)
    down = status >= HTTPStatus.INTERNAL_SERVER_ERROR and not codes
    if down or any(fault.is_severe for fault in faults) or (writing and REPEATED in codes):
        return OutcomeUnknown(message) if writing else PackageUnavailable(message)
    return PackageRefused(message, code=faults[0].code if faults else "", status=status)


def pause_after(response: Response) -> float:
    """Seconds to leave the realm alone: after a 429, as long as it says, else a minute."""
    return max(1.0, _retry_after(response)) if response.status == HTTPStatus.TOO_MANY_REQUESTS else 0.0


def is_expired_token(response: Response) -> bool:
    """Whether a refreshed token can help: 401, unless the code says that the consent itself is gone."""
    if response.status != HTTPStatus.UNAUTHORIZED:
        return False
    codes = {fault.code for fault in faults_of(response.body)}
    return not codes & (RECONNECT - {EXPIRED})


def _retry_after(response: Response) -> float:
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdecimal() else WAIT_SECONDS
