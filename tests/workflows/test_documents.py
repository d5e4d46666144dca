"""Documents: files that the application attaches to its records, whose failures and report are their own (A4)."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from bookbridge.domain.reports import REPORT_NAMES, ReportStatus
from bookbridge.domain.stored_records import SyncState
from bookbridge.use_cases.decide_action import Ordered
from tests.fakes.books import customer, invoice
from tests.fakes.simulations import SIMULATIONS
from tests.fakes.world import World
from tests.proof.charts import CHARTS

from .every_package import PACKAGES, world_of

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("A4")]


def connected(world: World) -> World:
    """A company that is connected and idle, with a customer."""
    world.connect("acme", world.simulation.organisation_id, **CHARTS[world.simulation.package].settings)
    world.run()
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    return world


@pytest.fixture(params=sorted(SIMULATIONS))
def acme(request: pytest.FixtureRequest) -> World:
    """For each package that takes documents."""
    return connected(World(request.param))


def attach(world: World, record_id: str, *, content: bytes | None = None) -> None:
    """The application attaches a file to the invoice i-1; without content its address answers nothing."""
    url = f"https://files.test/{record_id}.pdf"
    if content is not None:
        world.fakes.files.contents[url] = content
    document = {"record": {"entity_type": "invoice", "record_id": "i-1"}, "file_name": f"{record_id}.pdf"}
    world.put("acme", "document", record_id, {**document, "content_type": "application/pdf", "url": url})


def report(world: World, name: str, **more: Any) -> list[dict[str, str]]:
    """The rows of a report that is made now, by the names of their columns in English."""
    asked = world.request_report("acme", {"report": name, **more})
    made = world.write_report("acme", asked.report_id, world.deadline())
    assert made.status is ReportStatus.READY
    content = world.store.files[made.object_key].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def in_reports(world: World) -> dict[str, list[str]]:
    """The records of every report that has any."""
    listed = {name: [row["record id"] for row in report(world, name)] for name in REPORT_NAMES}
    return {name: records for name, records in listed.items() if records}


def test_a_document_that_cannot_be_attached_has_its_own_failure_and_its_invoice_has_none(acme: World) -> None:
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    attach(acme, "there", content=b"%PDF")
    attach(acme, "gone")
    acme.run()

    states = {each: acme.view("acme", "document", each).sync_state for each in ("there", "gone")}
    assert states == {"there": SyncState.SYNCED, "gone": SyncState.FAILED}
    failure = acme.view("acme", "document", "gone").failure
    assert failure is not None
    assert (failure.category, failure.problem.code) == ("documents", "file_unavailable")
    billed = acme.view("acme", "invoice", "i-1")
    assert (billed.sync_state, billed.warning, billed.failure) == (SyncState.SYNCED, False, None)
    assert in_reports(acme) == {"document_sync_failures": ["gone"]}
    (row,) = report(acme, "document_sync_failures")
    assert (row["category"], row["entity type"], row["record number"]) == ("documents", "document", "gone.pdf")
    assert row["how to fix in the app"]


@pytest.mark.requirement("F5")
def test_of_an_invoice_that_fails_with_its_document_only_the_invoice_is_reported(acme: World) -> None:
    acme.put("acme", "invoice", "i-1", {**invoice("A-1", "c-1"), "total": "1.00"})
    attach(acme, "d-1", content=b"%PDF")
    acme.run()

    assert acme.view("acme", "document", "d-1").sync_state is SyncState.BLOCKED
    assert in_reports(acme) == {"invoice_sync_failures": ["i-1"], "sync_failures": ["i-1"]}

    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    acme.run()
    assert acme.view("acme", "document", "d-1").sync_state is SyncState.SYNCED
    assert in_reports(acme) == {}


@pytest.mark.requirement("A2")
def test_both_failures_stand_side_by_side_and_each_closes_by_its_own_repair(acme: World) -> None:
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    attach(acme, "gone")
    acme.run()
    acme.put("acme", "invoice", "i-1", {**invoice("A-1", "c-1"), "total": "1.00"})
    acme.run()

    both = {"invoice_sync_failures": ["i-1"], "sync_failures": ["i-1"], "document_sync_failures": ["gone"]}
    assert in_reports(acme) == both

    acme.fakes.files.contents["https://files.test/gone.pdf"] = b"%PDF"
    document = acme.view("acme", "document", "gone").failure
    assert document is not None
    acme.act_on_failures("acme", document.failure_id, Ordered("resync", "bookkeeper"))
    acme.run()
    assert in_reports(acme) == {name: both[name] for name in ("invoice_sync_failures", "sync_failures")}


@pytest.mark.requirement("F13")
def test_a_failed_document_is_reported_in_french(acme: World) -> None:
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    attach(acme, "gone")
    acme.run()

    (row,) = report(acme, "document_sync_failures", language="fr")
    assert (row["catégorie"], row["identifiant"]) == ("documents", "gone")


@pytest.mark.requirement("A5")
@pytest.mark.parametrize("package", PACKAGES)
def test_a_report_of_documents_without_any_is_a_file_with_its_heading(package: str) -> None:
    world = connected(world_of(package))
    world.run()

    assert report(world, "document_sync_failures") == []
    (content,) = world.store.files.values()
    assert content.startswith(b"\xef\xbb\xbfcompany,category,")
    assert content.count(b"\r\n") == 1


@pytest.mark.requirement("B12")
def test_with_quickbooks_desktop_documents_stay_in_the_application_and_are_no_failure() -> None:
    world = connected(world_of("quickbooks-desktop"))
    attach(world, "d-1")
    world.run()

    assert world.view("acme", "document", "d-1").failure is None
    assert in_reports(world) == {}
