"""Judge the shape of a payload against an entity's table.

Every fault of a payload is collected, so that one answer names them all ("several
Errors possible", section 6). Where the page gives a code but no text for it, the
Detail is the pattern of code 2030, ``Supplied value: …``.

Silent in the page, decided strictly: a number where a text belongs (or the other
way round) is refused instead of converted; an empty text means "no value".
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from .entities import Field, Kind
from .faults import Error, missing
from .records import Record, cents

# Sent back by clients that echo what they read: ignored silently (section 2).
_ENVELOPE = frozenset({"Id", "SyncToken", "MetaData", "domain", "sparse", "status"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EMAIL = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_MOST_DIGITS = 15
_LAST_YEAR = 9990

Judged = tuple[object, list[Error]]


def check_shape(kind: Kind, payload: Record) -> tuple[Record, list[Error]]:
    """Return the writable part of ``payload``, normalised, and what is wrong in it."""
    cleaned: Record = {}
    errors: list[Error] = []
    for name, value in payload.items():
        if name in _ENVELOPE or name in kind.read_only:
            continue
        field = kind.fields.get(name)
        if field is None:
            errors.append(_unknown(name))
            continue
        cleaned[name], found = _judge(field, name, value)
        errors += found
    return cleaned, errors


def check_required(kind: Kind, record: Record) -> list[Error]:
    """Return 2020 for each property that the complete record lacks."""
    errors = [missing(name) for name in kind.required if not _present(record, name)]
    for name, field in kind.fields.items():
        if field.fields and record.get(name):
            errors += _missing_inside(field, name, record[name])
    return errors


def _missing_inside(field: Field, path: str, value: object) -> list[Error]:
    rows = value if isinstance(value, list) else [value]
    errors: list[Error] = []
    for row in rows:
        if not isinstance(row, dict):
            continue
        for name, inner in field.fields.items():
            where = f"{path}.{name}"
            if inner.required and not _present(row, name):
                errors.append(missing(where))
            elif inner.fields and row.get(name):
                errors += _missing_inside(inner, where, row[name])
    return errors


def _present(record: Mapping[str, object], name: str) -> bool:
    return record.get(name) not in (None, [], {})


def _judge(field: Field, path: str, value: object) -> Judged:
    if value is None or field.shape == "ignored":
        return None, []
    return _JUDGES[field.shape](field, path, value)


def _unknown(path: str) -> Error:
    name = path.rsplit(".", 1)[-1]
    return Error("2010", f"Property Name:{name} is unsupported or invalid", path)


def _supplied(code: str, path: str, value: object) -> Judged:
    return None, [Error(code, f"Supplied value: {value}", path)]


def _text(field: Field, path: str, value: object) -> Judged:
    if not isinstance(value, str):
        return _supplied("2120", path, value)
    if field.maximum is not None and len(value) > field.maximum:
        return None, [Error.too_long(path, field.maximum, len(value))]
    if _CONTROL.search(value) or any(sign in value for sign in field.forbidden):
        return _supplied("2040", path, value)
    return value or None, []


def _email(field: Field, path: str, value: object) -> Judged:
    cleaned, errors = _text(field, path, value)
    if isinstance(cleaned, str) and not _EMAIL.fullmatch(cleaned):
        return _supplied("2210", path, value)
    return cleaned, errors


def _exact(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    exact = Decimal(value)
    digits = exact.as_tuple()
    if not exact.is_finite() or len(digits.digits) > _MOST_DIGITS or exact.adjusted() >= _MOST_DIGITS:
        return None
    return exact


def _money(_field: Field, path: str, value: object) -> Judged:
    exact = _exact(value)
    return _supplied("2140", path, value) if exact is None else (cents(exact), [])


def _number(field: Field, path: str, value: object) -> Judged:
    exact = _exact(value)
    if exact is None:
        return _supplied("2110", path, value)
    return _within(field, path, exact)


def _integer(field: Field, path: str, value: object) -> Judged:
    exact = _exact(value)
    if exact is None or exact != int(exact):
        return _supplied("2090", path, value)
    return _within(field, path, int(exact))


def _within(field: Field, path: str, value: Decimal | int) -> Judged:
    low, high = field.minimum, field.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return _supplied("2240", path, value)
    return value, []


def _boolean(_field: Field, path: str, value: object) -> Judged:
    return (value, []) if isinstance(value, bool) else _supplied("2230", path, value)


def _date(_field: Field, path: str, value: object) -> Judged:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return _supplied("2060", path, value)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return _supplied("2070", path, value)
    # Beyond it, a due date could not be computed any more.
    return _supplied("2190", path, value) if day.year > _LAST_YEAR else (value, [])


def _choice(field: Field, path: str, value: object) -> Judged:
    return (value, []) if value in field.choices else _supplied("2170", path, value)


def _reference(_field: Field, path: str, value: object) -> Judged:
    if not isinstance(value, dict) or "value" not in value:
        return None, [Error("2500", f"Invalid Reference Id : {path}", path)]
    target = value["value"]
    if target in (None, ""):
        return None, []
    if not isinstance(target, str):
        return _supplied("2030", path, target)
    kept = {name: value[name] for name in ("value", "name", "type") if name in value}
    return kept, []


def _object(field: Field, path: str, value: object) -> Judged:
    if not isinstance(value, dict):
        return _supplied("2120", path, value)
    cleaned: Record = {}
    errors: list[Error] = []
    for name, inner_value in value.items():
        inner = field.fields.get(name)
        if inner is None:
            errors.append(_unknown(f"{path}.{name}"))
            continue
        judged, found = _judge(inner, f"{path}.{name}", inner_value)
        errors += found
        if judged is not None:
            cleaned[name] = judged
    return cleaned, errors


def _list(field: Field, path: str, value: object) -> Judged:
    if not isinstance(value, list):
        return _supplied("2120", path, value)
    rows: list[object] = []
    errors: list[Error] = []
    for row in value:
        cleaned, found = _object(field, path, row)
        rows.append(cleaned)
        errors += found
    return rows, errors


def _anything(_field: Field, _path: str, value: object) -> Judged:
    return value, []


_JUDGES: dict[str, Callable[[Field, str, object], Judged]] = {
    "text": _text,
    "email": _email,
    "money": _money,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "date": _date,
    "choice": _choice,
    "reference": _reference,
    "tax_code": _reference,
    "currency": _reference,
    "object": _object,
    "list": _list,
    "anything": _anything,
}
