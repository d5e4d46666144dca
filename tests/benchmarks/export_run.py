"""One export over recorded pages, in a process of its own: `python -m tests.benchmarks.export_run WAY URL LANGUAGE`.

Both ways go through the whole client of AWS, over HTTP, and write into a file that counts bytes and keeps none:

- `ours` is `WriteReport` as the function runs it: worded in the reader's language, cells checked, parts of 5 MB;
- `boto3` is what its documentation shows, `Table.query` until there is no `LastEvaluatedKey`, and `csv.DictWriter` over
  the attributes as they are: no cause, no steps, nothing worded, nothing checked.

Prints rows, bytes, seconds, seconds of the processor, and MB at the peak: of the process, or with `--traced` of what
Python allocates, which takes several times as long.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.dynamodb.database import Database
from bookbridge.adapters.dynamodb.failure_rows import DynamoDbFailureRows, read_answer
from bookbridge.adapters.dynamodb.failures import sync_failures_table
from bookbridge.adapters.system_clock import SystemClock
from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.report_files import FilePart
from bookbridge.domain.reports import Report
from bookbridge.packages import load
from bookbridge.use_cases.progress import Deadline
from bookbridge.use_cases.rows_of_report import RowsOfReport
from bookbridge.use_cases.write_report import WriteReport
from tests.fakes.connections import InMemoryConnections
from tests.fakes.discrepancies import InMemoryDiscrepancies
from tests.fakes.reports import InMemoryReports
from tests.fakes.store import InMemoryStore

from .recorded_pages import COMPANY

TABLE: Final = "sync_failures"
COLUMNS: Final = [
    *("company_id", "category", "entity_type", "record_number", "record_id", "party", "date", "amount", "currency"),
    *("status_in_app", "status_in_package", "code", "message", "opened_at", "last_failed_at", "attempts", "delivery"),
    *("package_link", "failure_id"),
]


@dataclass(slots=True)
class Sink:
    """Implements what writing asks of `ReportFiles`, and of a text file; keeps nothing."""

    size: int = 0
    numbers: list[int] = field(default_factory=list)

    def write(self, text: str) -> int:
        self.size += len(text.encode())
        return len(text)

    def put(self, _key: str, content: bytes) -> None:
        self.size += len(content)

    def get(self, key: str) -> bytes:
        raise NotImplementedError(key)

    def begin(self, key: str) -> str:
        return key

    def add_part(self, _key: str, _upload_id: str, number: int, content: bytes) -> FilePart:
        self.size += len(content)
        return FilePart(number, '"0123456789abcdef0123456789abcdef"')

    def complete(self, _key: str, _upload_id: str, parts: Sequence[FilePart]) -> None:
        self.numbers = [part.number for part in parts]

    def abandon(self, key: str, upload_id: str) -> None:
        raise NotImplementedError(key)

    def link(self, key: str, file_name: str, lifetime: timedelta) -> str:
        raise NotImplementedError(key)


def ours(language: str, sink: Sink) -> int:
    """Rows that our own writer wrote."""
    store = InMemoryStore()
    now = datetime(2027, 1, 1, tzinfo=UTC)
    reports = InMemoryReports(store)
    reports.add(Report(COMPANY, "rep-1", "sync_failures", language, now), "")
    store.connections[COMPANY] = Connection(
        company_id=COMPANY, package="quickbooks-online", status=ConnectionStatus.CONNECTED, connected_at=now
    )
    table = sync_failures_table(Database(Clients(), read_query=read_answer), TABLE)
    write_report = WriteReport(
        connections=InMemoryConnections(store),
        reports=reports,
        rows_of_report=RowsOfReport(DynamoDbFailureRows(table), InMemoryDiscrepancies(store)),
        files=sink,
        package=load,
        clock=SystemClock(),
    )
    return write_report(COMPANY, "rep-1", Deadline(float("inf"))).rows


def plain(sink: Sink) -> int:
    """Rows that boto3 and csv wrote."""
    import boto3  # noqa: PLC0415 - its size belongs to this way only
    from boto3.dynamodb.conditions import Attr, Key  # noqa: PLC0415

    table = boto3.resource("dynamodb").Table(TABLE)
    writer = csv.DictWriter(sink, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    asked: dict[str, Any] = {
        "IndexName": "by_creation",
        "KeyConditionExpression": Key("company_id").eq(COMPANY),
        "FilterExpression": Attr("status").is_in(["open", "resyncing"]),
        "ScanIndexForward": False,
    }
    rows = 0
    while True:
        page = table.query(**asked)
        for item in page["Items"]:
            writer.writerow(item)
        rows += len(page["Items"])
        if "LastEvaluatedKey" not in page:
            return rows
        asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def main(way: str, url: str, language: str, *, traced: bool) -> None:
    """Run one way, and print its figures."""
    os.environ.update({"AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": "us-east-1"})
    os.environ.update({"AWS_ACCESS_KEY_ID": "an-invented-id", "AWS_SECRET_ACCESS_KEY": "an-invented-key"})
    sink = Sink()
    if traced:
        tracemalloc.start()
    began, worked = perf_counter(), process_time()
    rows = ours(language, sink) if way == "ours" else plain(sink)
    seconds, processor = perf_counter() - began, process_time() - worked
    if traced:
        peak = tracemalloc.get_traced_memory()[1] / 1024**2
    else:
        told = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
        peak = int(told.split()[1]) / 1024
    figures = {"rows": rows, "size": sink.size, "seconds": seconds, "processor": processor, "peak": peak}
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:4], traced="--traced" in sys.argv)
