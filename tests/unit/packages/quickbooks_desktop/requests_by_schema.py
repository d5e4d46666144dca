"""Requests made up from the schema's tables, what they must read as, and the order as a pattern.

Nothing here knows how requests are rendered.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from lxml import etree

from bookbridge.packages.quickbooks_desktop.qbxml.notation import REFERENCE, Choice, Element, Particles
from bookbridge.packages.quickbooks_desktop.qbxml.schema import Block, inside
from bookbridge.packages.quickbooks_desktop.qbxml.texts import text_for_quickbooks

# What QuickBooks holds, what has something near it, and what has not.
CHARACTERS = "abz AZ09&<>\"'éßñ€–“”•…łőЖ漢😀\t\n\u200b\x07"  # noqa: RUF001

Made = tuple[dict[str, Any], dict[str, Any]]
"""Fields as they are given, and as they must read."""


def make(block: Block, choose: random.Random) -> Made:
    """Valid fields for a block: what is required, and some of the rest."""
    given: dict[str, Any] = {}
    told: dict[str, Any] = {}
    _make(block.particles, choose, given, told)
    names = list(given)
    choose.shuffle(names)
    return {name: given[name] for name in names}, told


def _make(particles: Particles, choose: random.Random, given: dict[str, Any], told: dict[str, Any]) -> None:
    for particle in particles:
        if isinstance(particle, Choice):
            before = len(given)
            if particle.required or choose.random() < 0.5:
                alternative = choose.choice(particle.alternatives)
                _make(alternative, choose, given, told)
                if particle.required and len(given) == before:
                    _add(alternative[0], choose, given, told)
        elif particle.required or choose.random() < 0.3:
            _add(particle, choose, given, told)


def _add(particle: Element | Choice, choose: random.Random, given: dict[str, Any], told: dict[str, Any]) -> None:
    assert isinstance(particle, Element)
    if particle.many:
        made = [_value(particle, choose) for _ in range(choose.randint(1, 3))]
        given[particle.name], told[particle.name] = [each for each, _ in made], [each for _, each in made]
    else:
        given[particle.name], told[particle.name] = _value(particle, choose)


def _value(element: Element, choose: random.Random) -> tuple[Any, Any]:
    block = inside(element)
    if block is None:
        if not element.required and choose.random() < 0.05:
            return "", ""
        return _plain(element, choose)
    if element.type == REFERENCE:
        given_id, told_id = _id(choose)
        full_name, told_name = _text(element.length or 60, choose)
        by_id = choose.random() < 0.5
        return (
            ({"ListID": given_id}, {"ListID": told_id}) if by_id else ({"FullName": full_name}, {"FullName": told_name})
        )
    given, told = make(block, choose)
    if not given:
        _add(_first(block.particles), choose, given, told)
    return given, told


def _first(particles: Particles) -> Element:
    first = particles[0]
    return _first(first.alternatives[0]) if isinstance(first, Choice) else first


def _plain(element: Element, choose: random.Random) -> tuple[Any, str]:
    if element.type == "text":
        return _text(element.length or 60, choose)
    if element.type == "word":
        word = choose.choice(sorted(element.words))
        return word, word
    return _PLAIN[element.type](choose)


def _text(length: int, choose: random.Random) -> tuple[str, str]:
    text = "".join(choose.choices(CHARACTERS, k=choose.randint(1, min(length, 60))))
    while len(text_for_quickbooks(text)) > length:
        text = text[:-1]
    return (text, text_for_quickbooks(text)) if text_for_quickbooks(text) else ("x", "x")


def _amount(choose: random.Random) -> tuple[Decimal, str]:
    cents = choose.randint(-(10**15) + 1, 10**15 - 1)
    return Decimal(cents).scaleb(-2), f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _quantity(choose: random.Random) -> tuple[Decimal, str]:
    whole, part = choose.randint(0, 10**10 - 1), choose.randint(0, 99999)
    text = f"{whole}.{part:05d}".rstrip("0").rstrip(".")
    return Decimal(f"{whole}.{part:05d}"), text


def _bool(choose: random.Random) -> tuple[bool, str]:
    return (True, "true") if choose.random() < 0.5 else (False, "false")


def _integer(choose: random.Random) -> tuple[int, str]:
    number = choose.randint(0, 10**6)
    return number, str(number)


def _date(choose: random.Random) -> tuple[date, str]:
    day = date(2000, 1, 1) + timedelta(days=choose.randint(0, 20000))
    return day, f"{day.year}-{day.month:02d}-{day.day:02d}"


def _datetime(choose: random.Random) -> tuple[datetime, str]:
    instant = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=choose.randint(0, 10**15))
    return instant, instant.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def _id(choose: random.Random) -> tuple[str, str]:
    package_id = f"{choose.randrange(16**8):X}-{choose.randrange(10**10)}"
    return package_id, package_id


def _guid(choose: random.Random) -> tuple[str, str]:
    guid = f"{{{choose.randrange(16**8):08X}-0000-4000-8000-{choose.randrange(16**12):012X}}}"
    return guid, guid


_PLAIN: dict[str, Callable[[random.Random], tuple[Any, str]]] = {
    "amount": _amount,
    "quantity": _quantity,
    "rate": _quantity,
    "bool": _bool,
    "integer": _integer,
    "date": _date,
    "datetime": _datetime,
    "id": _id,
    "guid": _guid,
}


def order_of(particles: Particles) -> str:
    """The order of a block as a regular expression over `Name;Name;`."""
    return "".join(map(_order, particles))


def _order(particle: Element | Choice) -> str:
    if isinstance(particle, Choice):
        inner = "|".join(map(order_of, particle.alternatives))
        return f"(?:{inner}){'*' if particle.many else '' if particle.required else '?'}"
    quantifier = {(False, False): "?", (False, True): "", (True, False): "*", (True, True): "+"}
    return f"(?:{particle.name};){quantifier[particle.many, particle.required]}"


def assert_in_order(block: Block, element: etree._Element) -> None:
    """Every element inside of this one stands where the tables have it, at every depth."""
    names = "".join(f"{child.tag};" for child in element)
    assert re.fullmatch(order_of(block.particles), names), (element.tag, names)
    for child in element:
        inner = inside(block.elements[str(child.tag)])
        if inner is not None and len(child):
            assert_in_order(inner, child)


def as_read(block: Block, element: etree._Element) -> dict[str, Any]:
    """What stands inside of an element of a request, by name."""
    fields: dict[str, Any] = {}
    for child in element:
        name = str(child.tag)
        inner = inside(block.elements[name])
        value = as_read(inner, child) if inner is not None and len(child) else child.text or ""
        if block.elements[name].many:
            fields.setdefault(name, []).append(value)
        else:
            fields[name] = value
    return fields
