"""DynamoDB's expressions, as far as our adapters write them: conditions, key conditions and updates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final

from bookbridge.adapters.dynamodb.values import AttributeValue, RawItem

_TOKEN: Final = re.compile(r"#\w+|:\w+|[A-Za-z_]+|<=|>=|<>|[=<>(),+-]")
_COMPARATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": eq,
    "<>": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
_CLAUSES: Final = ("SET", "REMOVE", "ADD")


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression is evaluated over: an item (empty when there is none) and the request's placeholders."""

    item: RawItem
    names: Mapping[str, str]
    values: Mapping[str, AttributeValue]


Operand = Callable[[Scope], AttributeValue | None]
Test = Callable[[Scope], bool]
Change = Callable[[Scope, RawItem], None]
"""Reads the item as it was from the scope and changes the new one."""


@cache
def condition(expression: str) -> Test:
    """A condition, ready to be evaluated."""
    parser = _Parser(expression)
    test = parser.either()
    parser.end()
    return test


@cache
def update(expression: str) -> Change:
    """An update, ready to be carried out."""
    parser = _Parser(expression)
    changes = parser.clauses()

    def carry_out(scope: Scope, changed: RawItem) -> None:
        for change in changes:
            change(scope, changed)

    return carry_out


class _Parser:
    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens = _TOKEN.findall(expression)
        self._at = 0

    def end(self) -> None:
        """Everything was read."""
        if self._next():
            raise ValueError(f"not understood behind {self._next()!r}: {self._expression}")

    # -- conditions ---------------------------------------------------------------------------------------------------

    def either(self) -> Test:
        tests = [self._both()]
        while self._took("OR"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda scope: any(test(scope) for test in tests)

    def _both(self) -> Test:
        tests = [self._single()]
        while self._took("AND"):
            tests.append(self._single())
        return tests[0] if len(tests) == 1 else lambda scope: all(test(scope) for test in tests)

    def _single(self) -> Test:
        if self._took("NOT"):
            test = self._single()
            return lambda scope: not test(scope)
        if self._took("("):
            test = self.either()
            self._expect(")")
            return test
        for function in ("attribute_exists", "attribute_not_exists", "begins_with"):
            if self._took(function):
                return self._function(function)
        left, comparator, right = self._operand(), _COMPARATORS[self._take()], self._operand()
        return lambda scope: _compared(left(scope), right(scope), comparator)

    def _function(self, function: str) -> Test:
        self._expect("(")
        path = self._operand()
        if function == "begins_with":
            self._expect(",")
            prefix = self._operand()
            self._expect(")")
            return lambda scope: _compared(path(scope), prefix(scope), str.startswith)
        self._expect(")")
        there = function == "attribute_exists"
        return lambda scope: (path(scope) is not None) is there

    # -- updates ------------------------------------------------------------------------------------------------------

    def clauses(self) -> list[Change]:
        changes: list[Change] = []
        while clause := self._next():
            if clause not in _CLAUSES:
                raise ValueError(f"not an update: {self._expression}")
            self._take()
            changes.append(self._change(clause))
            while self._took(","):
                changes.append(self._change(clause))
        return changes

    def _change(self, clause: str) -> Change:
        placeholder = self._take()
        if clause == "REMOVE":
            return lambda scope, changed: _drop(changed, scope.names[placeholder])
        if clause == "SET":
            self._expect("=")
        value = self._sum()

        def write(scope: Scope, changed: RawItem) -> None:
            name, given = scope.names[placeholder], value(scope)
            if given is None:
                raise ValueError(f"an operand has no value: {self._expression}")
            changed[name] = _added(scope.item.get(name, {"N": "0"}), given) if clause == "ADD" else given

        return write

    def _sum(self) -> Operand:
        left = self._operand()
        if not self._took("+"):
            return left
        right = self._operand()
        return lambda scope: _added(left(scope), right(scope))

    # -- operands -----------------------------------------------------------------------------------------------------

    def _operand(self) -> Operand:
        token = self._take()
        if token.startswith("#"):
            return lambda scope: scope.item.get(scope.names[token])
        if token.startswith(":"):
            return lambda scope: scope.values[token]
        if token != "if_not_exists":
            raise ValueError(f"not understood at {token!r}: {self._expression}")
        self._expect("(")
        path = self._operand()
        self._expect(",")
        otherwise = self._operand()
        self._expect(")")
        return lambda scope: path(scope) or otherwise(scope)

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        self._at += 1
        return str(self._tokens[self._at - 1])

    def _took(self, token: str) -> bool:
        if self._next() != token:
            return False
        self._at += 1
        return True

    def _expect(self, token: str) -> None:
        if not self._took(token):
            raise ValueError(f"{token!r} expected at {self._next()!r}: {self._expression}")


def _compared(
    left: AttributeValue | None, right: AttributeValue | None, comparator: Callable[[Any, Any], bool]
) -> bool:
    """Values of different kinds, or missing ones, compare as false."""
    if left is None or right is None or left.keys() != right.keys():
        return False
    return comparator(plain(left), plain(right))


def _added(left: AttributeValue | None, right: AttributeValue | None) -> AttributeValue:
    return {"N": str(int((left or {})["N"]) + int((right or {})["N"]))}


def _drop(item: RawItem, name: str) -> None:
    item.pop(name, None)


def plain(value: AttributeValue) -> Any:
    """What a value sorts and compares by."""
    ((kind, content),) = value.items()
    return int(content) if kind == "N" else content
