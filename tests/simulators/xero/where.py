"""``where`` and ``order``: a small part of the language Xero takes (section 2).

Comparisons of fields with literals, ``AND``/``OR`` (also ``&&``, ``||``), parentheses,
``.Contains``, ``.StartsWith``, ``.EndsWith``, and a bare field that is true or false.
Types must agree, so that an id needs ``Guid("…")`` and a date ``DateTime(y,m,d)``.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NoReturn

from .books import Books
from .errors import invalid_query
from .fields import value_of
from .kinds import Kind
from .tables import Row
from .values import is_guid

Test = Callable[[Books, Row], bool]

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>\"(?:[^\"\\]|\\.)*\")|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][\w.]*)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[<>(),]))"
)
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_METHODS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "Contains": lambda value, part: part in value,
    "StartsWith": str.startswith,
    "EndsWith": str.endswith,
}
_LITERALS: Final = {"true": ("bool", True), "false": ("bool", False), "null": ("null", None)}
_SAME: Final = {"date": "moment"}


@dataclass(frozen=True)
class Token:
    """One word of a condition."""

    kind: str
    text: str


@dataclass(frozen=True)
class Condition:
    """A condition: the test itself, which fields it names, and what must be equal for it."""

    test: Test
    fields: frozenset[str]
    equal: Mapping[str, str]


def parse_where(kind: Kind, text: str) -> Condition:
    """Read a condition; 400 ``QueryParseException`` when it cannot be understood."""
    parser = _Parser(kind, list(_tokens(text)))
    return parser.whole()


def parse_order(kind: Kind, text: str) -> list[tuple[str, bool]]:
    """Read ``Field ASC, Other DESC`` into paths and whether each is descending."""
    order: list[tuple[str, bool]] = []
    for part in text.split(","):
        words = part.split()
        direction = words[1].upper() if len(words) == 2 else "ASC"
        if not 1 <= len(words) <= 2 or words[0] not in kind.types or direction not in ("ASC", "DESC"):
            raise invalid_query("OrderBy not supported")
        order.append((words[0], direction == "DESC"))
    return order


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            rest = text[place:].lstrip()
            if rest.startswith('"'):
                raise invalid_query("Unterminated string literal")
            message = f"Syntax error '{rest[0]}'"
            raise invalid_query(message)
        kind = str(match.lastgroup)
        yield Token(kind, match[kind])
        place = match.end()


class _Parser:
    def __init__(self, kind: Kind, tokens: list[Token]) -> None:
        self._kind = kind
        self._tokens = tokens
        self._place = 0
        self._fields: set[str] = set()
        # Equalities that hold for every row that passes, for as long as no OR is met.
        self._equal: dict[str, str] = {}
        self._certain = True

    def whole(self) -> Condition:
        test = self._any()
        if self._place < len(self._tokens):
            self._fail()
        return Condition(test, frozenset(self._fields), self._equal if self._certain else {})

    def _peek(self) -> Token:
        return self._tokens[self._place] if self._place < len(self._tokens) else Token("end", "")

    def _next(self) -> Token:
        token = self._peek()
        self._place += 1
        return token

    def _accept(self, *texts: str) -> bool:
        if self._peek().kind != "text" and self._peek().text.upper() in texts:
            self._place += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            self._fail()

    def _fail(self) -> NoReturn:
        token = self._peek()
        message = f"Syntax error '{token.text}'" if token.text else "Expression expected"
        raise invalid_query(message)

    def _any(self) -> Test:
        tests = [self._all()]
        while self._accept("OR", "||"):
            self._certain = False
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda books, row: any(test(books, row) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._accept("AND", "&&"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda books, row: all(test(books, row) for test in tests)

    def _one(self) -> Test:
        if self._accept("("):
            test = self._any()
            self._expect(")")
            return test
        token = self._next()
        if token.kind != "name":
            self._place -= 1
            self._fail()
        path, method = self._path(token.text)
        if method:
            return self._called(path, method)
        sign = self._peek().text
        if sign in _COMPARISONS:
            self._place += 1
            return self._compared(path, sign)
        if self._kind.types[path] != "bool":
            raise invalid_query("Expression of type 'Boolean' expected")
        return lambda books, row: value_of(books, row, path) is True

    def _path(self, text: str) -> tuple[str, str]:
        method = ""
        if text not in self._kind.types and text.rpartition(".")[2] in _METHODS:
            text, _, method = text.rpartition(".")
        if text not in self._kind.types:
            message = f"No property or field '{text}' exists in type '{self._kind.name}'"
            raise invalid_query(message)
        self._fields.add(text)
        return text, method

    def _called(self, path: str, name: str) -> Test:
        if self._kind.types[path] != "string":
            message = f"No applicable method '{name}' exists in type '{self._kind.types[path]}'"
            raise invalid_query(message)
        self._expect("(")
        kind, part = self._literal()
        self._expect(")")
        if kind != "string":
            self._fail()
        method = _METHODS[name]
        return lambda books, row: method(str(value_of(books, row, path) or ""), part)

    def _compared(self, path: str, sign: str) -> Test:
        wanted_kind = self._kind.types[path]
        kind, literal = self._literal()
        if kind not in ("null", _SAME.get(wanted_kind, wanted_kind)):
            message = f"Operator '{sign}' incompatible with operand types '{wanted_kind}' and '{kind}'"
            raise invalid_query(message)
        if sign == "==" and kind in ("string", "guid"):
            self._equal.setdefault(path, literal)
        compare = _COMPARISONS[sign]

        def test(books: Books, row: Row) -> bool:
            value = value_of(books, row, path)
            if value is None or literal is None:
                return sign in ("==", "!=") and compare(value, literal)
            return compare(value, literal)

        return test

    def _literal(self) -> tuple[str, Any]:
        token = self._next()
        if token.kind == "text":
            return "string", re.sub(r"\\(.)", r"\1", token.text[1:-1])
        if token.kind == "number":
            return "decimal", Decimal(token.text)
        if token.kind == "name" and token.text.lower() in _LITERALS:
            return _LITERALS[token.text.lower()]
        if token.kind == "name" and token.text.lower() == "guid":
            return "guid", self._guid()
        if token.kind == "name" and token.text.lower() == "datetime":
            return "moment", self._moment()
        self._place -= 1
        return self._fail()

    def _guid(self) -> str:
        self._expect("(")
        text = self._next().text.strip('"')
        self._expect(")")
        if not is_guid(text):
            raise invalid_query("Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).")
        return text.lower()

    def _moment(self) -> datetime:
        self._expect("(")
        numbers = [self._next().text]
        while self._accept(","):
            numbers.append(self._next().text)
        self._expect(")")
        pattern = "%Y %m %d %H %M %S"[: 3 * len(numbers) - 1]
        try:
            return datetime.strptime(" ".join(numbers), pattern)  # noqa: DTZ007 - compared with such only
        except ValueError:
            raise invalid_query("No applicable constructor exists in type 'DateTime'") from None
