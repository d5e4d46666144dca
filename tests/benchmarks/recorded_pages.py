"""Pages of failures as DynamoDB would answer them, recorded once and served from files.

The answers of a Query on the index `by_creation`: a megabyte of items each, of failures that the catalogue made of what
QuickBooks Online said. `python -m tests.benchmarks.recorded_pages FOLDER PAGES` serves so many answers, the recorded
ones over and over, and prints its port first.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from pathlib import Path
from typing import Any, Final

from typing_extensions import override

from bookbridge.adapters.dynamodb.failures import failure_item
from bookbridge.adapters.dynamodb.values import RawItem
from bookbridge.domain.failures import fail
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.explain import catalogue
from tests.fixtures.tables import table_definitions

from .capacity import item_size

COMPANY: Final = "acme"
PAGES: Final = 60
"""As many are really different: far more rows than any reader could remember."""

PAGE_BYTES: Final = 1024**2
"""Where DynamoDB ends a page."""

_BEGAN: Final = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
_DUPLICATE: Final = (
    "Duplicate Document Number Error : You must specify a different number. This number has already been used. "
    "DocNumber=A-{0} is assigned to TxnType=Invoice with TxnId={0}"
)
_CLOSED: Final = (
    "Account Period Closed, Cannot Update Through Services Error : The account period has closed and the account books "
    "cannot be updated through through the QBO Services API."
)
_BUSINESS: Final = (
    "A business validation error has occurred while processing your request : Business Validation Error: You must "
    "select an account for this transaction, line {0}."
)
_SAID: Final[tuple[tuple[str, EntityType, str], ...]] = (
    ("6140", "invoice", _DUPLICATE),
    ("6240", "invoice", "Duplicate Name Exists Error : The name supplied already exists. : Id={0}"),
    ("6210", "bill", _CLOSED),
    ("2500", "invoice", "Invalid Reference Id : Invalid Reference Id : Names element id {0} not found"),
    ("6000", "bill", _BUSINESS),
    ("5010", "payment", "Stale Object Error : Stale Object Error : You and Somebody were working on this, version {0}"),
    ("610", "payment", "Object Not Found : Something you're trying to use has been made inactive. Check {0}."),
)


def record(folder: Path) -> int:
    """Write the pages, and return how many rows all of them have together."""
    numbers = count()
    for page in range(PAGES):
        items = list(_a_page(numbers))
        key = {name: items[-1][name] for name in ("company_id", "failure_id", "created_order")}
        answer = {"Items": items, "Count": len(items), "ScannedCount": len(items), "LastEvaluatedKey": key}
        text = json.dumps(answer, default=_base64, separators=(",", ":"), ensure_ascii=False)
        (folder / f"{page}.json").write_text(text, encoding="utf-8")
    return next(numbers)


def _a_page(numbers: Iterator[int]) -> Iterator[RawItem]:
    size = 0
    while size < PAGE_BYTES:
        item = _item(next(numbers))
        size += item_size(item)
        yield item


def _item(number: int) -> RawItem:
    """A failure as the index holds it. Every seventh party must be kept from running as a formula."""
    code, entity_type, said = _SAID[number % len(_SAID)]
    doc_number, name = f"A-{number}", f"Customer {number} & Söhne, Ltd"
    party = f"={name}" if number % 7 == 0 else name
    message = said.format(number)
    facts = {"record_number": doc_number, "party": party, "reference_name": f"Item {number}", "doc_number": doc_number}
    failed = fail(
        None,
        company_id=COMPANY,
        entity_type=entity_type,
        record_id=f"{entity_type}-{number:07d}",
        record={
            "number": doc_number,
            "date": "2026-04-30",
            "amount": f"{number % 1000}.50",
            "total": f"{number % 1000}.50",
            "currency": "USD",
            "delivery": {"kind": "check", "check_number": str(number)} if entity_type == "payment" else None,
        },
        operation="create",
        problem=catalogue()
        .match(code, message, entity_type)
        .problem(
            message=message,
            package_code=code,
            package_link=f"https://app.qbo.intuit.com/app/invoice?txnId={number}",
            values=facts,
        ),
        party=party,
        now=_BEGAN + timedelta(seconds=number),
    )
    kept = _projected()
    return {name: value for name, value in failure_item(failed).items() if name in kept}


@cache
def _projected() -> frozenset[str]:
    """The attributes of the index: its key, the table's, and those that it includes."""
    table = table_definitions()["SyncFailuresTable"]
    index = next(each for each in table["GlobalSecondaryIndexes"] if each["IndexName"] == "by_creation")
    keys = {part["AttributeName"] for part in (*table["KeySchema"], *index["KeySchema"])}
    return frozenset(keys | set(index["Projection"]["NonKeyAttributes"]))


def _base64(value: object) -> str:
    assert isinstance(value, bytes)
    return base64.b64encode(value).decode()


def _serve(folder: Path, pages: int) -> None:
    bodies = [file.read_bytes() for file in sorted(folder.glob("*.json"))]
    last = json.dumps(
        {key: value for key, value in json.loads(bodies[0]).items() if key != "LastEvaluatedKey"}
    ).encode()
    answered = count(1)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            number = next(answered)
            body = bodies[number % len(bodies)] if number < pages else last
            self.send_response(200)
            self.send_header("content-type", "application/x-amz-json-1.0")
            self.send_header("content-length", str(len(body)))
            self.send_header("x-amzn-requestid", str(number))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, *_arguments: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), int(sys.argv[2]))
