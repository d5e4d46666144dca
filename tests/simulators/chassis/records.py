"""Plain JSON records with exact numbers, and money arithmetic.

A record is the JSON object of the package, with ``decimal.Decimal`` for every
number that had a fraction on the wire.
"""

import json
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, TypeAlias

Record: TypeAlias = dict[str, Any]

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
# Wide enough for the product of the two largest numbers that are accepted.
WIDE = Context(prec=80)


def cents(value: Decimal | int) -> Decimal:
    """Round half up to two decimals."""
    return Decimal(value).quantize(CENT, ROUND_HALF_UP, WIDE)


def read_json(body: bytes) -> Any:
    """Parse UTF-8 JSON with exact decimals; ``ValueError`` when it is not JSON."""
    return json.loads(body.decode("utf-8"), parse_float=Decimal)


def write_json(value: object) -> bytes:
    """Serialise to UTF-8 JSON; a ``Decimal`` becomes a JSON number."""
    return json.dumps(value, default=_number, ensure_ascii=False).encode("utf-8", "replace")


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        # At most 15 digits are accepted, which a double carries exactly enough
        # to be printed back as the same decimal.
        return float(value)
    message = f"{type(value).__name__} has no place in a record"
    raise TypeError(message)
