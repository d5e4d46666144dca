"""Requests of QuickBooks Desktop, and the document that carries them (qbXML 13.0).

A `Request` holds what stands inside of its element, by name and in any order; `render` puts it into the order of the
schema and refuses what QuickBooks would refuse the whole message for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from .notation import REFERENCE, Choice, Element, Particles
from .schema import ITERATED, REQUESTS, VERSION, Block, InvalidRequest, block_of, inside
from .values import escaped, text_of

CONTINUE_ON_ERROR: Final = "continueOnError"
STOP_ON_ERROR: Final = "stopOnError"

MAX_REQUEST_ID: Final = 50
MAX_MESSAGE_SET_ID: Final = 23
"""Characters; QuickBooks answers a longer one with 9004 (source: error recovery of the QuickBooks SDK)."""

_ON_ERROR: Final = (CONTINUE_ON_ERROR, STOP_ON_ERROR, "rollbackOnError")
_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "metaData": frozenset({"NoMetaData", "MetaDataOnly", "MetaDataAndResponseData"}),
    "iterator": frozenset({"Start", "Continue", "Stop"}),
    "iteratorID": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a message.

    `fields` is what stands inside of `<BillAddRq>`: `{"BillAdd": {"VendorRef": {"ListID": "80-1"}, "ExpenseLineAdd":
    [{"Amount": Decimal("1.50")}]}, "IncludeRetElement": ["TxnID"]}`. Values are texts, numbers (`Decimal`, int or
    their texts), bools, dates and aware datetimes (or their ISO texts), mappings, and lists for repeatable elements.
    None, an empty list and a mapping without values are left out; "" is an empty element, which clears in a Mod.
    """

    kind: str
    request_id: str
    fields: Mapping[str, object] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    """`iterator` (Start, Continue, Stop), `iteratorID`, `metaData`."""


def render(
    requests: Sequence[Request],
    *,
    new_message_set: str = "",
    old_message_set: str = "",
    on_error: str = CONTINUE_ON_ERROR,
) -> str:
    """The document of these requests, in ASCII; the same for the same requests.

    Without requests it asks for the stored answer to `old_message_set`. Raises `InvalidRequest`, for the caller's
    mistakes: an unknown or missing element, a text too long, a value of another type, more than one of a choice.
    """
    ids = [request.request_id for request in requests]
    if len(set(ids)) != len(ids) or not all(0 < len(each) <= MAX_REQUEST_ID for each in ids):
        raise InvalidRequest(f"request ids are needed, each once, of at most {MAX_REQUEST_ID} characters: {ids}")
    if not (requests or old_message_set) or on_error not in _ON_ERROR:
        raise InvalidRequest("a message needs requests, and says what to do on an error")
    if max(len(new_message_set), len(old_message_set)) > MAX_MESSAGE_SET_ID:
        raise InvalidRequest(f"a message-set id has at most {MAX_MESSAGE_SET_ID} characters")
    named = {"newMessageSetID": new_message_set, "oldMessageSetID": old_message_set, "onError": on_error}
    opening = f"<QBXMLMsgsRq{_attributes(named)}"
    lines = [*map(_request, requests), "</QBXMLMsgsRq></QBXML>"] if requests else ["</QBXML>"]
    end = ">" if requests else "/>"
    return "\n".join(
        ['<?xml version="1.0" encoding="utf-8"?>', f'<?qbxml version="{VERSION}"?>', f"<QBXML>{opening}{end}", *lines]
    )


def _request(request: Request) -> str:
    kind = request.kind
    if kind not in REQUESTS:
        raise InvalidRequest(f"there is no request {kind}")
    for name, value in request.attributes.items():
        allowed = _ATTRIBUTES.get(name)
        iterates = name.startswith("iterator")
        if allowed is None or (allowed and value not in allowed) or (iterates and kind not in ITERATED):
            raise InvalidRequest(f"{kind} cannot have {name}={value!r}")
    try:
        content = "".join(_content(block_of(kind), request.fields))
    except InvalidRequest as error:
        raise InvalidRequest(f"{kind} {request.request_id}: {error}") from None
    named = {name: request.attributes.get(name, "") for name in _ATTRIBUTES} | {"requestID": request.request_id}
    opening = f"<{kind}{_attributes(named)}"
    return f"{opening}>{content}</{kind}>" if content else f"{opening}/>"


def _attributes(named: Mapping[str, str]) -> str:
    texts = ((name, escaped(value).replace('"', "&quot;")) for name, value in named.items() if value)
    return "".join(f' {name}="{text}"' for name, text in texts)


def _content(block: Block, fields: Mapping[str, object]) -> Iterator[str]:
    """What stands inside of an element, in order."""
    given = {name: value for name, value in fields.items() if not _is_absent(value)}
    if unknown := given.keys() - block.elements.keys():
        raise InvalidRequest(f"{', '.join(sorted(unknown))} is not known here")
    return _sequence(block.particles, given)


def _sequence(particles: Particles, given: Mapping[str, object]) -> Iterator[str]:
    for particle in particles:
        if isinstance(particle, Choice):
            yield from _choice(particle, given)
        elif particle.name in given:
            yield from _element(particle, given[particle.name])
        elif particle.required:
            raise InvalidRequest(f"{particle.name} is missing")


def _choice(choice: Choice, given: Mapping[str, object]) -> Iterator[str]:
    chosen = [each for each in choice.alternatives if any(name in given for name in _names(each))]
    if len(chosen) > 1 and not choice.many:
        raise InvalidRequest(f"only one of these can be there: {' | '.join(map(_told, chosen))}")
    if choice.required and not chosen:
        raise InvalidRequest(f"one of these is missing: {' | '.join(map(_told, choice.alternatives))}")
    for alternative in chosen:
        yield from _sequence(alternative, given)


def _element(element: Element, value: object) -> Iterator[str]:
    if element.many:
        if not isinstance(value, list | tuple):
            raise InvalidRequest(f"{element.name} can repeat, so it is given as a list")
        for each in value:
            yield _single(element, each)
    else:
        yield _single(element, value)


def _single(element: Element, value: object) -> str:
    name = element.name
    if value == "":
        if element.required:
            raise InvalidRequest(f"{name} is empty")
        return f"<{name}/>"
    block = inside(element)
    if block is None:
        text = text_of(element, value)
        if element.required and not text:
            raise InvalidRequest(f"{name} has nothing that QuickBooks can hold")
        return f"<{name}>{escaped(text)}</{name}>" if text else f"<{name}/>"
    if not isinstance(value, Mapping):
        raise InvalidRequest(f"{name} holds elements, and is given {value!r}")
    try:
        content = "".join(_content(block, value))
    except InvalidRequest as error:
        raise InvalidRequest(f"{name}: {error}") from None
    if element.type == REFERENCE and (element.required or not content) and not any(value.values()):
        raise InvalidRequest(f"{name} names nothing")
    return f"<{name}>{content}</{name}>" if content else f"<{name}/>"


def _is_absent(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_absent, value.values()))
    return value is None or (isinstance(value, list | tuple) and not value)


def _names(particles: Particles) -> Iterable[str]:
    for particle in particles:
        if isinstance(particle, Choice):
            for alternative in particle.alternatives:
                yield from _names(alternative)
        else:
            yield particle.name


def _told(particles: Particles) -> str:
    return " ".join(_names(particles))
