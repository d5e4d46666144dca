"""The query language: parse a statement (vendor page, section 4).

``SELECT * | count(*) FROM Bill [WHERE f op v [AND …]] [ORDERBY f ASC|DESC]
[STARTPOSITION n] [MAXRESULTS n]``; a statement that cannot be parsed is 4000, an
unknown field or value is 4001. A list of columns is not on the page: 4000.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .entities import BY_PATH, Kind
from .faults import Refused, refused

LARGEST_PAGE = 1000
DEFAULT_PAGE = 100

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*')|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])"
    r"|(?P<word>[A-Za-z_][\w.]*)|(?P<sign><=|>=|[=<>(),*]))"
)
_OPERATORS = ("=", "<", ">", "<=", ">=", "IN", "LIKE")


@dataclass(frozen=True)
class Condition:
    """One comparison; ``values`` has several entries for IN only."""

    name: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """A parsed statement; positions start at 1."""

    kind: Kind
    count: bool
    conditions: tuple[Condition, ...]
    order_by: tuple[str, bool] | None
    start: int
    maximum: int


def parse(text: str) -> Statement:
    """Parse a statement; raises ``Refused`` with 4000 or 4001."""
    return _Parser(text).statement()


def _cannot_parse(text: str) -> Refused:
    return refused("4000", f"QueryParserError: {text}")


def invalid(text: str) -> Refused:
    """Return 4001 with the documented beginning."""
    return refused("4001", f"QueryValidationError: {text}")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise _cannot_parse(f"Encountered {text[position : position + 20]!r}")
        yield match.lastgroup, match[match.lastgroup]
        position = match.end()


class _Parser:
    """Reads the tokens of one statement from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text.rstrip()))
        self._at = 0

    def statement(self) -> Statement:
        self._expect("SELECT")
        count = self._columns()
        self._expect("FROM")
        name = self._next_of("word")
        kind = BY_PATH.get(name.lower())
        if kind is None:
            raise invalid(f"Entity {name} is not supported")
        conditions: list[Condition] = []
        if self._accept("WHERE"):
            conditions.append(self._condition(kind))
            while self._accept("AND"):
                conditions.append(self._condition(kind))
        order = self._order(kind)
        start = self._position("STARTPOSITION", 1, None)
        maximum = self._position("MAXRESULTS", DEFAULT_PAGE, LARGEST_PAGE)
        if self._at < len(self._tokens):
            raise _cannot_parse(f"Encountered {self._tokens[self._at][1]!r}")
        return Statement(kind, count, tuple(conditions), order, start, maximum)

    def _columns(self) -> bool:
        if self._accept("*"):
            return False
        for wanted in ("COUNT", "(", "*", ")"):
            self._expect(wanted)
        return True

    def _condition(self, kind: Kind) -> Condition:
        name = self._field(kind)
        operator = self._next()[1].upper()
        if operator not in _OPERATORS:
            raise _cannot_parse(f"Encountered {operator!r}")
        if operator != "IN":
            return Condition(name, operator, (self._value(),))
        self._expect("(")
        values = [self._value()]
        while self._accept(","):
            values.append(self._value())
        self._expect(")")
        return Condition(name, operator, tuple(values))

    def _order(self, kind: Kind) -> tuple[str, bool] | None:
        if self._accept("ORDER"):
            self._expect("BY")
        elif not self._accept("ORDERBY"):
            return None
        name = self._field(kind)
        if self._accept("DESC"):
            return name, True
        self._accept("ASC")
        return name, False

    def _position(self, word: str, default: int, largest: int | None) -> int:
        if not self._accept(word):
            return default
        value = Decimal(self._next_of("number"))
        if value < 1:
            raise invalid(f"value {value} is too small. Min allowed value is 1")
        if largest and value > largest:
            raise invalid(f"value {value} is too large. Max allowed value is {largest}")
        return int(value)

    def _field(self, kind: Kind) -> str:
        name = self._next_of("word")
        if name not in kind.filterable:
            raise invalid(f"Property {name} not found for Entity {kind.name}")
        return name

    def _value(self) -> str:
        group, token = self._next()
        if group == "text":
            return re.sub(r"\\(.)", r"\1", token[1:-1])
        if group == "number" or token.lower() in ("true", "false"):
            return token.lower()
        raise _cannot_parse(f"Encountered {token!r}")

    def _accept(self, wanted: str) -> bool:
        if self._at < len(self._tokens):
            group, token = self._tokens[self._at]
            if group in ("word", "sign") and token.upper() == wanted:
                self._at += 1
                return True
        return False

    def _expect(self, wanted: str) -> None:
        if not self._accept(wanted):
            raise _cannot_parse(f"Was expecting {wanted}")

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise _cannot_parse("Encountered the end of the statement")
        self._at += 1
        return self._tokens[self._at - 1]

    def _next_of(self, wanted: str) -> str:
        group, token = self._next()
        if group != wanted:
            raise _cannot_parse(f"Encountered {token!r}")
        return token
