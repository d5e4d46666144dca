"""A sync failure never blocks the business: documents stay payable, and payments show their delivery beside it (A3)."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from bookbridge.domain.csv_reports import render
from bookbridge.domain.discrepancies import Choice
from bookbridge.domain.failures import Failure, FailureStatus
from bookbridge.domain.payable import is_payable, is_payable_anyway
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import SyncState
from bookbridge.ports.failures import FailureFilter
from tests.fakes.books import bill, invoice, payment, vendor
from tests.fakes.world import World

from .drifting import delete, fill, only
from .every_package import PACKAGES, with_an_invoice

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("A3")]

CHECK = {"kind": "check", "check_number": "1077", "image_url": "https://bank.example/checks/1077.png"}
ACH = {"kind": "ach", "text": "trace 5512"}


@pytest.fixture(params=PACKAGES)
def acme(request: pytest.FixtureRequest) -> World:
    """A company with an invoice in the package, and a payment of more than that which fails; for each package."""
    world = with_an_invoice(request.param)
    world.put("acme", "payment", "p-1", too_much())
    world.run()
    return world


def too_much(**more: Any) -> dict[str, Any]:
    return payment("c-1", {"i-1": "625.00"}, **more)


def failures(world: World, *statuses: FailureStatus) -> list[Failure]:
    return list(world.failures.page("acme", FailureFilter(statuses=statuses), None, 50)[0])


def only_failure(world: World) -> Failure:
    (failure,) = failures(world, FailureStatus.OPEN)
    return failure


def payable(world: World, entity_type: EntityType, record_id: str) -> bool | None:
    return is_payable(world.view("acme", entity_type, record_id).record)


def report(world: World, code: str) -> dict[str, str]:
    """The only row of the report, by its headings."""
    text = b"".join(render(failures(world, FailureStatus.OPEN), code)).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    return {str(heading): str(value) for heading, value in row.items()}


def test_evidence_that_arrives_later_is_on_the_open_failure_at_once_and_nothing_is_sent(acme: World) -> None:
    before = only_failure(acme)
    written, asked = acme.simulator.counters.summary()["objects_written"], list(acme.messages.wakes)
    assert before.delivery == {}

    acme.put("acme", "payment", "p-1", too_much(delivery=CHECK))

    after = only_failure(acme)
    assert after.delivery == CHECK
    assert (after.attempts, after.status, after.history) == (before.attempts, before.status, before.history)
    assert acme.messages.wakes == asked
    acme.run()
    assert acme.view("acme", "payment", "p-1").sync_state is SyncState.FAILED
    assert acme.simulator.counters.summary()["objects_written"] == written
    assert only_failure(acme).attempts == before.attempts


def test_the_report_shows_the_evidence_beside_the_failure_in_both_languages(acme: World) -> None:
    acme.put("acme", "payment", "p-1", too_much(delivery=CHECK))
    row = report(acme, "en")
    assert (row["delivery evidence"], row["delivery link"]) == ("Check 1077", CHECK["image_url"])
    acme.put("acme", "payment", "p-1", too_much(delivery=ACH))
    row = report(acme, "en")
    assert (row["delivery evidence"], row["delivery link"]) == ("ACH submitted, trace 5512", "")
    assert "Virement ACH transmis, trace 5512" in report(acme, "fr").values()


def test_a_payment_that_is_mended_is_sent_with_its_evidence_kept(acme: World) -> None:
    acme.put("acme", "payment", "p-1", too_much(delivery=ACH))
    acme.put("acme", "payment", "p-1", payment("c-1", {"i-1": "125.00"}, delivery=CHECK))
    acme.run()
    view = acme.view("acme", "payment", "p-1")
    assert (view.sync_state, view.record.body["delivery"]) == (SyncState.SYNCED, CHECK)
    assert failures(acme, FailureStatus.OPEN) == []


def test_a_payment_says_nothing_about_being_payable(acme: World) -> None:
    assert payable(acme, "payment", "p-1") is None
    assert is_payable_anyway(only_failure(acme)) is None


def test_an_invoice_in_failure_stays_payable(acme: World) -> None:
    acme.put("acme", "invoice", "i-2", invoice("A-1", "nobody", item="s-1"))
    acme.run()
    assert acme.view("acme", "invoice", "i-2").warning
    assert payable(acme, "invoice", "i-2") is True
    (failure,) = [each for each in failures(acme, FailureStatus.OPEN) if each.record_id == "i-2"]
    assert is_payable_anyway(failure) is True


@pytest.mark.parametrize("acme", ["quickbooks-online"], indirect=True)
def test_a_bill_is_payable_whatever_its_sync_does_unless_it_is_a_draft(acme: World) -> None:
    acme.put("acme", "vendor", "v-1", vendor("x" * 600))  # fails, so that its bills wait for it
    acme.put("acme", "bill", "b-1", bill("B-1", "v-1"))
    acme.put("acme", "bill", "b-2", {**bill("B-2", "v-1"), "status": "draft"})
    assert payable(acme, "bill", "b-1") is True
    acme.run()
    assert acme.view("acme", "bill", "b-1").sync_state is SyncState.BLOCKED
    assert payable(acme, "bill", "b-1") is True
    assert payable(acme, "bill", "b-2") is False


@pytest.mark.parametrize("acme", ["quickbooks-online"], indirect=True)
def test_a_void_ends_it(acme: World) -> None:
    acme.put("acme", "invoice", "i-3", invoice("A-3", "c-1", item="s-1"))
    acme.run()
    acme.accept_records.void("acme", "invoice", "i-3")
    assert payable(acme, "invoice", "i-3") is False
    acme.run()
    assert payable(acme, "invoice", "i-3") is False


def test_a_bill_that_was_deleted_in_the_package_is_payable_until_that_is_accepted() -> None:
    world = World()
    world.connect("acme", "1001")
    fill(world)
    delete(world, "bill", "bill-1")
    assert payable(world, "bill", "bill-1") is True
    world.settle_discrepancies("acme", only(world).discrepancy_id, Choice.TAKE_THEIRS, "dora")
    assert payable(world, "bill", "bill-1") is False
