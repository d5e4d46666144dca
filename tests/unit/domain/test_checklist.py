"""The questions of the checklist, and which of them a fault answers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bookbridge.domain.checklist import ALL, CHECKS, Check, checks_of, sort_faults
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures.catalogue import load_shared
from bookbridge.domain.languages import language
from bookbridge.domain.records import ENTITY_TYPES, EntityType
from bookbridge.domain.stored_records import StoredRecord, SyncState

pytestmark = [pytest.mark.unit, pytest.mark.requirement("D9")]

PAGE = Path(__file__).resolve().parents[3] / "docs" / "checklist.md"
INVOICE: dict[str, Any] = {
    "customer": "c-1",
    "terms": "t-1",
    "lines": [{"item": "s-1", "account": "4000", "tax_rate": "TAX", "class": "east"}],
}
BILL: dict[str, Any] = {"vendor": "v-1", "lines": [{"account": "6000"}]}


def sorted_as(entity_type: EntityType, body: dict[str, Any], field: str, code: str) -> str:
    """The question that one fault answers."""
    record = StoredRecord("acme", entity_type, "x-1", body, 1, SyncState.PENDING)
    ((check_id, faults),) = sort_faults(record, [FieldFault(field, "is wrong", code)]).items()
    assert len(faults) == 1
    return check_id


def test_every_code_is_known_to_the_catalogue_and_belongs_to_one_question() -> None:
    codes = Counter(code for check in CHECKS for code in check.codes)
    assert set(codes) <= set(load_shared().rows)
    assert [code for code, times in codes.items() if times > 1] == []
    assert len({check.id for check in CHECKS}) == len(CHECKS)


def test_the_questions_stand_in_the_order_of_the_guide() -> None:
    order = [check.requirement.split(", ")[0] for check in CHECKS if check.requirement.startswith("D")]
    assert order[:-1] == sorted(order[:-1])


@pytest.mark.parametrize(
    ("entity_type", "body", "field", "code", "check_id"),
    [
        ("invoice", INVOICE, "customer", "record_unknown", "client_linked"),
        ("invoice", INVOICE, "customer", "record_excluded", "client_linked"),
        ("customer", {}, "excluded", "record_excluded", "not_excluded"),
        ("invoice", INVOICE, "lines[0].item", "mapping_missing", "products_linked"),
        ("bill", BILL, "vendor", "mapping_missing", "supplier_linked"),
        ("invoice", INVOICE, "terms", "record_unknown", "other_references"),
        ("invoice", INVOICE, "lines[0].class", "reference_not_found", "other_references"),
        ("invoice", INVOICE, "lines[0].tax_rate", "tax_code_invalid", "tax_rate_resolved"),
        ("invoice", INVOICE, "lines[0].account", "account_unknown", "account_codes"),
        ("invoice", INVOICE, "lines[0].account", "mapping_missing", "account_codes"),
        ("bill", BILL, "lines[0].account", "account_code_unknown", "account_codes"),
        ("invoice", INVOICE, "number", "string_too_long", "number_and_names"),
        ("invoice", INVOICE, "total", "total_mismatch", "totals"),
        ("invoice", INVOICE, "date", "closed_period", "dates_in_open_period"),
        ("invoice", INVOICE, "lines[0].job", "invalid_field", "anything_else"),
        ("account", {}, "name", "a_code_of_tomorrow", "anything_else"),
    ],
)
def test_a_fault_is_told_where_people_look_for_it(
    entity_type: EntityType, body: dict[str, Any], field: str, code: str, check_id: str
) -> None:
    assert sorted_as(entity_type, body, field, code) == check_id


@pytest.mark.parametrize("entity_type", ENTITY_TYPES)
def test_only_what_applies_to_a_type_is_asked(entity_type: EntityType) -> None:
    asked = {check.id for check in checks_of(entity_type)}
    assert {"integration_enabled", "connected", "entity_in_sync", "anything_else"} <= asked
    assert ("client_linked" in asked) is (entity_type in {"invoice", "order", "credit_note", "payment", "refund"})
    assert ("supplier_linked" in asked) is (entity_type in {"bill", "vendor_credit", "bill_payment", "expense"})
    assert ("not_excluded" in asked) is (entity_type in {"customer", "vendor", "item"})


def test_what_nobody_looks_for_is_asked_only_when_it_was_found_all_the_same() -> None:
    assert "currency" not in {check.id for check in checks_of("invoice")}
    assert "currency" in {check.id for check in checks_of("invoice", found={"currency"})}
    assert "dates_in_open_period" in {check.id for check in checks_of("invoice", {"closed_period"})}


def test_the_page_lists_the_questions_as_they_are() -> None:
    lines = PAGE.read_text(encoding="utf-8").partition("## Questions\n")[2].splitlines()
    listed = [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in lines if line.startswith("| `")]
    assert listed == [described(check) for check in CHECKS]


def described(check: Check) -> tuple[str, ...]:
    """One row of the page."""
    types = "all" if check.types == ALL else ", ".join(each for each in ENTITY_TYPES if each in check.types)
    codes = [f"`{code}`" for code in sorted(check.codes)]
    if check.parents:
        codes.append(f"anything about a reference of the type {' or '.join(sorted(check.parents))}")
    title = language("en").checklist_words(check.id)
    return f"`{check.id}`", title, check.requirement, types, ", ".join(codes) or "whatever is left"
