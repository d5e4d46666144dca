"""Calls of the Web Connector, read from whatever was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bookbridge.xml_documents import XmlRefused, parse

from .operations import OPERATIONS, operation_named

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_CALL: Final = 6 * 1024 * 1024
"""Bytes of a call: more than Lambda hands over."""
MAX_DEPTH: Final = 16
MAX_ELEMENTS: Final = 256
"""A call has a dozen elements: the answers of QuickBooks stand in it as text."""


class UnreadableCall(Exception):  # noqa: N818 - a condition, named for its cause
    """A call that cannot be read; the text says why, in words for a person who looks after the connector."""


@dataclass(frozen=True, slots=True)
class Call:
    """An operation, and each of its parameters as text; empty for one that was absent or nil."""

    operation: str
    parameters: Mapping[str, str]


def read_call(body: bytes | str, content_type: str = "", soap_action: str = "") -> Call:
    """The call in a SOAP envelope of either version, document or RPC style.

    Elements are known by their local names, in any case; unknown ones are passed over. The operation is the element in
    the envelope's body: `soap_action` is only asked where that has no name that we know.

    Raises:
        UnreadableCall: No envelope, no operation that we know, or XML that is broken or that we refuse to read.
    """
    charset = _CHARSET.search(content_type)
    try:
        root = parse(
            body,
            max_bytes=MAX_CALL,
            max_depth=MAX_DEPTH,
            max_elements=MAX_ELEMENTS,
            charset=charset[1] if charset else "",
        )
    except XmlRefused as refused:
        raise UnreadableCall(str(refused)) from refused
    request = _request(root)
    name = operation_named(_local_name(request)) or _operation_of_action(soap_action, content_type)
    if not name:
        raise UnreadableCall("the envelope has no operation of the QuickBooks Web Connector")
    return Call(name, _parameters(request, OPERATIONS[name].parameters))


def operation_of(body: bytes | str, content_type: str = "", soap_action: str = "") -> str:
    """Which operation a call that cannot be read was meant to be; empty if nothing tells."""
    named = _operation_of_action(soap_action, content_type)
    if named:
        return named
    found = _IN_BODY.search(_beginning(body))
    return operation_named(found[1]) if found else ""


def read_ticket(body: bytes | str) -> str:
    """The ticket of a call that cannot be read, as far as it can be seen; empty if it cannot."""
    found = _TICKET.search(_beginning(body))
    return found[1] if found else ""


def whole_number(text: str) -> int:
    """The number at the start of a text such as `13`, `13.0` or ` 7 `; 0 if there is none."""
    found = _WHOLE.match(text)
    return int(found[1]) if found else 0


def _request(root: Element) -> Element:
    """The element that stands for the operation."""
    if _local_name(root) != "Envelope":
        raise UnreadableCall("the document is not a SOAP envelope")
    body = next((child for child in root if _local_name(child) == "Body"), None)
    request = next(iter(body), None) if body is not None else None
    if request is None:
        raise UnreadableCall("the SOAP envelope has nothing in its body")
    return request


def _parameters(request: Element, names: tuple[str, ...]) -> dict[str, str]:
    """Every parameter of the operation; raises `UnreadableCall` for one that could be meant in two ways."""
    known = {name.casefold(): name for name in names}
    found: dict[str, str] = {}
    for child in request:
        name = known.get(_local_name(child).casefold())
        if name is None:
            continue
        if name in found:
            raise UnreadableCall(f"the parameter {name} is there twice")
        found[name] = _text(child, name)
    return {name: found.get(name, "") for name in names}


def _text(parameter: Element, name: str) -> str:
    """A parameter's text. Messages of QuickBooks are escaped in it; elements would be a message that was not."""
    if parameter.get(_NIL, "").strip() in {"true", "1"}:
        return ""
    if len(parameter):
        raise UnreadableCall(f"the parameter {name} has elements in the place of text")
    return parameter.text or ""


def _local_name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _operation_of_action(soap_action: str, content_type: str) -> str:
    """From the header SOAPAction, or from the Content-Type, where SOAP 1.2 has it."""
    return next(filter(None, map(operation_named, _action_names(soap_action, content_type))), "")


def _action_names(soap_action: str, content_type: str) -> Iterator[str]:
    yield soap_action.strip(' "').rpartition("/")[2]
    if action := _ACTION.search(content_type):
        yield action[1].rpartition("/")[2]


def _beginning(body: bytes | str) -> str:
    """The first characters, whatever the encoding: names and tickets are ASCII, in UTF-16 with zeros between them."""
    if isinstance(body, str):
        return body[:_SEEN]
    return body[: 2 * _SEEN].replace(b"\0", b"").decode("latin-1")[:_SEEN]


_SEEN: Final = 16 * 1024
_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._-]+)""", re.IGNORECASE)
_ACTION: Final = re.compile(r"""\baction\s*=\s*["']?([^"';\s]+)""", re.IGNORECASE)
_WHOLE: Final = re.compile(r"\s*([0-9]{1,6})(?![0-9])")
_PREFIX: Final = r"<(?:[\w.-]{1,64}:)?"
_IN_BODY: Final = re.compile(rf"{_PREFIX}Body\b[^<>]{{0,1024}}>\s{{0,1024}}{_PREFIX}(\w{{1,64}})")
_TICKET: Final = re.compile(rf"{_PREFIX}(?:wc)?ticket\b[^<>]{{0,256}}>\s{{0,64}}([\w.+/=-]{{1,128}})", re.IGNORECASE)
