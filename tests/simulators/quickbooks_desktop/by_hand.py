"""What a user enters by hand: the fields of a request as plain Python, in any order."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from .errors import unparsable
from .schema import GRAMMAR, Read


def entered(rule: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a request made of ``fields``.

    A reference may be a full name; money a Decimal; a date a date; True and False are booleans; lines a list of
    mappings, called as in the request (``ExpenseLineAdd``) or without the ending (``ExpenseLine``).

    Raises:
        QuickBooksError: 0x80040400, there is no such kind or field, or a value is not of the field's type.
        StatusError: A value cannot be kept, for instance 3070.
    """
    if rule not in GRAMMAR.rules:
        raise unparsable(f"there is no {rule}")
    known = GRAMMAR.children(rule)
    body: dict[str, Any] = {}
    given = {_spelled(rule, name, known): value for name, value in fields.items()}
    if unknown := given.keys() - known.keys():
        raise unparsable(f"{rule} has no {sorted(unknown)}")
    for name, item in known.items():
        if name not in given:
            if item.required and not rule.endswith("Mod"):
                raise unparsable(f"{name} is missing in {rule}")
            continue
        value = given[name]
        values = value if isinstance(value, list) and item.repeats else [value]
        made = [_value(rule, item, each) for each in values]
        body[name] = made if item.repeats else made[0]
    return body


def _spelled(rule: str, name: str, known: Mapping[str, Any]) -> str:
    return next((each for each in (name, f"{name}{rule[-3:]}") if each in known), name)


def _value(rule: str, item: Any, value: Any) -> Any:
    if item.kind == "Ref" and isinstance(value, str):
        return {"FullName": value} if value else {}
    if item.kind in GRAMMAR.rules:
        inner = dict(value)
        if "TxnLineID" in GRAMMAR.children(item.kind):
            inner.setdefault("TxnLineID", "-1")
        return entered(item.kind, inner)
    read = Read({})
    text = GRAMMAR.simple(item, _text(item.kind, value), read, clearing=rule.endswith("Mod"))
    if read.refusal is not None:
        raise read.refusal
    return text


def _text(kind: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "amt" and isinstance(value, Decimal | int):
        return f"{Decimal(value):.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)
