"""The schema of the requests: order, types, lengths and choices of their elements (qbXML 13.0, US edition).

The tables are in the `blocks_of_…` modules, in the notation of `notation`; each is read when it is first needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from . import blocks_of_lists, blocks_of_queries, blocks_of_transactions
from .notation import REFERENCE, TEXT, Choice, Element, Particles, read_particles

VERSION: Final = "13.0"
"""The version of qbXML that we write; QuickBooks 2014 and later understand it."""

_DEFINITIONS: Final[Mapping[str, str]] = {
    **blocks_of_queries.BLOCKS,
    **blocks_of_lists.BLOCKS,
    **blocks_of_transactions.BLOCKS,
    **{
        f"{name}Rq": f"{name}:{name}* IncludeRetElement{{50}}[]"
        for name in sorted(blocks_of_lists.WRITTEN | blocks_of_transactions.WRITTEN)
    },
}

REQUESTS: Final = frozenset(name for name in _DEFINITIONS if name.endswith("Rq"))
"""Every kind of request that there is."""

ITERATED: Final = blocks_of_queries.ITERATED
"""The queries that can be read a page at a time."""


class InvalidRequest(Exception):  # noqa: N818 - says what is wrong with it
    """A request that does not fit the schema: a mistake in our code, for data is checked beforehand."""


@dataclass(frozen=True, slots=True)
class Block:
    """What stands inside of an element: its particles in order, and all elements by name."""

    particles: Particles
    elements: Mapping[str, Element]


@cache
def block_of(name: str) -> Block:
    """A block by its name, or what stands inside of a request. Raises `InvalidRequest` when there is none."""
    try:
        return _block(read_particles(_DEFINITIONS[name]))
    except KeyError:
        raise InvalidRequest(f"the schema has no {name}") from None


def inside(element: Element) -> Block | None:
    """What stands inside of an element; None when it holds a plain value."""
    if element.type == REFERENCE:
        return _reference(element.length)
    return block_of(element.type) if element.type[0].isupper() else None


def length_of(kind: str, path: str) -> int | None:
    """Most characters of a text, None without a limit: `("BillAdd", "ExpenseLineAdd.Memo")` is 4095.

    `kind` is an object as it is written (`VendorMod`), or a request. Raises `InvalidRequest` for an element that the
    schema does not have.
    """
    first, *others = path.split(".")
    element = _element(block_of(kind), first, kind)
    for name in others:
        block = inside(element)
        if block is None:
            raise InvalidRequest(f"{kind} has no {path}")
        element = _element(block, name, kind)
    return element.length if element.type == TEXT else None


def _element(block: Block, name: str, kind: str) -> Element:
    try:
        return block.elements[name]
    except KeyError:
        raise InvalidRequest(f"{kind} has no {name}") from None


@cache
def _reference(length: int | None) -> Block:
    return _block((Element("ListID", "id"), Element("FullName", length=length)))


def _block(particles: Particles) -> Block:
    return Block(particles, {element.name: element for element in _flat(particles)})


def _flat(particles: Particles) -> Iterator[Element]:
    for particle in particles:
        if isinstance(particle, Choice):
            for alternative in particle.alternatives:
                yield from _flat(alternative)
        else:
            yield particle
