"""The story of a studio whose bookkeeper works off a list of failures, one by one and many at once."""

from __future__ import annotations

import json
import time
from typing import Any, Final

from rich.markup import escape
from rich.table import Table

from .application import StoryError, until
from .local_aws import LocalAws
from .records import CLOSED_INVOICES, batch, studio_records
from .telling import WIDTH, Telling

PACKAGE: Final = "quickbooks-online"
CLOSED: Final = "2026-06-30"
EXPECTED: Final = CLOSED_INVOICES + 6
"""Records that cannot go."""

SETTLED: Final = 15.0
"""Seconds after which a failure is told of: none of its time can still be on its way."""

LINES: Final = 9
"""Lines of a mail that are shown."""

COLUMNS: Final = (3, 7, 12, 15)
"""Columns of a report that are shown: number, amount, what is wrong, who can fix it."""

ROWS: Final = 3
"""Rows of a report that are shown."""


class FailureDeskStory:
    """A studio, its application, its bookkeeper, and its owner, who is written to."""

    def __init__(self, telling: Telling) -> None:
        """Nothing happens yet."""
        self._telling = telling
        self._owner = f"owner-{telling.name}@larch.example"
        self._failed_at = 0.0
        self.larch = telling.application("larch")
        self.books = telling.books(PACKAGE, f"93414{telling.name}3")

    def tell(self) -> None:
        """All of it. Raises `StoryError` when something does not happen as told."""
        self._failures_of_many_causes()
        self._one_by_one()
        self._others_are_asked()
        self._the_owner_is_written_to()
        self._many_at_once()

    def _failures_of_many_causes(self) -> None:
        records = studio_records()
        self._telling.step(f"A bookkeeper works off the failures: of {len(records)} records of a studio few can go")
        approvals = {"classes": {"Studio": ["lou"]}, "accounts": {"6000": ["anna"]}}
        settings = {"notify": {"owner": self._owner}, "approvals": approvals}
        self._telling.connect(self.larch, PACKAGE, self.books, "Larch Studio", settings)
        self.books.close(CLOSED)
        self.books.add("Vendor", {"DisplayName": "Northwind Supplies"})
        self._taken = self.books.add_invoice("TAKEN-1", self.books.add_party("Somebody Else"), 75)
        self.larch.call("POST", "/records", batch(records))

        def all_failed() -> Any | None:
            summary = self._summary()
            return summary if summary["open"] == EXPECTED else None

        summary = self.larch.until(f"{EXPECTED} failures are open", all_failed)
        self._failed_at = time.monotonic()
        self._telling.tell(f"the banner: [red]{summary['banner']['text']}[/] The list, by cause:")
        self._list()

    def _one_by_one(self) -> None:
        self._telling.step("One by one: repaired in QuickBooks, skipped, cleared, deleted")
        self.books.renumber("invoice", self._taken, "TAKEN-2")
        for record, action, reason in (
            (("customer", "cust-2"), "skip", "they are choosing a new name"),
            (("payment", "pay-1"), "clear", "entered by hand"),
        ):
            self.larch.call("POST", f"/failures/{self._failure(*record)['id']}/{action}", {"reason": reason})
        self.larch.call("DELETE", f"/failures/{self._failure('item', 'long')['id']}", {"reason": "entered by mistake"})
        self.larch.reaches("invoice", "inv-1", "synced")
        self._tell_of("invoice", "inv-1", "resolved")
        self.larch.call("PUT", "/records/customer/cust-2", {"name": "Northwind Weddings"})
        self.larch.reaches("customer", "cust-2", "synced")
        self._tell_of("customer", "cust-2", "resolved")
        self._tell_of("payment", "pay-1", "cleared")
        self._tell_of("item", "long", "deleted")

    def _others_are_asked(self) -> None:
        self._telling.step("Others are asked: a report in French for the accountant, a bundle for support, an approver")
        report = self.larch.report("invoice_sync_failures", format="csv", language="fr")
        _size, rows = self._telling.fetch(report)
        columns = [list(rows[0])[number] for number in COLUMNS]
        table = Table(*columns, width=WIDTH)
        for row in rows[:ROWS]:
            table.add_row(*(row[column] for column in columns))
        self._telling.console.print(table)
        self._telling.tell(f"of {len(rows)} rows the first {ROWS}")
        bill = self.larch.record("bill", "bill-1")
        bundle = self.larch.call("GET", f"/failures/{bill['failure']['id']}/support-bundle")
        checks, owner = bundle["checklist"]["checks"], bundle["connection"]["settings"]["notify"]["owner"]
        found, size = sum(check["passed"] is False for check in checks), len(json.dumps(bundle)) / 1000
        self._telling.tell(
            f"bundle for support: {size:.0f} kB, {len(checks)} checks, of which {found} found something; the owner's"
            f" address reads {escape(owner)}"
        )
        approval = self.larch.call("GET", "/approvals/bill-1")
        payable = "payable all the same" if bill["payable"] else "not payable"
        self._telling.tell(
            f"bill {bill['record']['number']} has failed and is [green]{payable}[/]; to be approved by"
            f" [cyan]{', '.join(approval['approvers'])}[/]: {approval['reason']}"
        )

    def _the_owner_is_written_to(self) -> None:
        self._telling.step(
            "The owner gets one mail, not dozens; here its two minutes of waiting for more are cut short"
        )
        local = LocalAws(self._telling.stack)
        timer = until("the mail is planned", lambda: local.timer(self.larch.company, "notification#failures"))
        until("the failures have settled", lambda: time.monotonic() > self._failed_at + SETTLED or None)
        local.ring(timer)
        (mail,) = until("the mail has arrived", lambda: local.mails_to(self._owner) or None)
        self._telling.tell(f"to {mail['To'][0]}: [cyan]{mail['Subject']}[/]")
        for line in [*mail["BodyText"].splitlines()[:LINES], "…"]:
            self._telling.console.print(f"            │ {line}", soft_wrap=True, style="dim", markup=False)

    def _many_at_once(self) -> None:
        self._telling.step("The accountant opens the period; all that failed for it are tried again with one call")
        self.books.close(None)
        before = self.books.calls()["by_kind"].get("POST batch", 0)
        asked = {"action": "resync", "filter": {"code": ["closed_period"]}, "reason": "the period is open"}
        action_id = self.larch.call("POST", "/failures/actions", asked)["action_id"]
        seen: list[str] = []

        def done() -> Any | None:
            action = self.larch.call("GET", f"/failures/actions/{action_id}")
            if action["total"] is not None:
                seen.append(f"{action['done']} of {action['total']}")
            return action if action["status"] != "running" else None

        action = until("the action on many failures is done", done)
        if (action["status"], action["done"]) != ("done", CLOSED_INVOICES):
            raise StoryError(f"not all were tried again: {action}")
        self._telling.tell(f"progress: {', '.join(dict.fromkeys(seen))}; {action['refused_total']} refused")
        for number in range(1, CLOSED_INVOICES + 1):
            self.larch.reaches("invoice", f"march-{number}", "synced")
        calls = self.books.calls()["by_kind"].get("POST batch", 0) - before
        numbers = [each for each in self.books.numbers("invoice") if each.startswith("M-")]
        once = f"{len(set(numbers))} numbers in {len(numbers)} invoices"
        self._telling.tell(f"all [green]synced[/], calls that write: {calls}; QuickBooks has {once}")
        self._telling.tell(f"the banner: [yellow]{self._summary()['banner']['text']}[/]")

    def _list(self) -> None:
        failures = self.larch.call("GET", "/failures", params={"status": "open", "limit": "100"})["failures"]
        by_cause: dict[str, list[Any]] = {}
        for failure in failures:
            by_cause.setdefault(failure["title"], []).append(failure)
        table = Table("what is wrong", "of", "who can fix it", "actions", width=WIDTH)
        for title, alike in by_cause.items():
            first = alike[0]
            named = f"{first['entity_type']} {first['record_id']}" if len(alike) == 1 else f"{len(alike)} records"
            actors = ", ".join(each["actor"] for each in first["remedies"])
            table.add_row(title, named, actors, ", ".join(first["actions"]))
        self._telling.console.print(table)

    def _summary(self) -> Any:
        return self.larch.call("GET", "/failures/summary")

    def _failure(self, entity_type: str, record_id: str) -> Any:
        return self.larch.record(entity_type, record_id)["failure"]

    def _tell_of(self, entity_type: str, record_id: str, status: str) -> None:
        """Say what became of a failure, with what its history has."""
        asked = {"status": status, "entity_type": entity_type}
        listed = self.larch.call("GET", "/failures", params=asked)["failures"]
        failure = next((each for each in listed if each["record_id"] == record_id), None)
        if failure is None:
            raise StoryError(f"the failure of {entity_type} {record_id} is not {status}: {listed}")
        events = " → ".join(
            f"{each['event']} (“{each['detail']}”)" if each["by"] and each["detail"] else each["event"]
            for each in failure["history"]
        )
        self._telling.tell(f"{entity_type} {record_id}: {events}")
