"""The checklist "why is it not syncing?" as data: its questions in order, and what each of them covers (D9).

The questions decide nothing themselves. They sort what the exporter's own pre-flight finds, so that a green answer
means: the package will not refuse the record for this reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .errors import FieldFault
from .records import ENTITY_TYPES, EntityType, references_in, types_named_by
from .stored_records import StoredRecord
from .withholding import POSTED

ALL: Final[frozenset[EntityType]] = frozenset(ENTITY_TYPES)
UNCHANGING: Final = frozenset({"already_exported", "change_not_allowed"})
"""Codes of what is in the package and is not changed there from here; a record that is synced is done with that."""
_OF_PARENTS: Final = frozenset(
    {"record_unknown", "mapping_missing", "record_excluded", "parent_pending", "reference_not_found"}
    | {"reference_inactive", "object_deleted", "object_not_found", "customer_deleted"}
)
"""Codes that are about what a field refers to, not about the field."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question: the failure codes that answer it with no, whatever field they are about.

    `parents`: codes about a reference to one of these types belong here too. `types`: the records it is asked of;
    of others it is left out. `ours`: our own records and settings answer it. `asks`: the package may have to be asked
    before it can be answered with yes; `asks_if_taxed`: only for records with tax rates. `foreseen`: it is asked only
    where the package's pre-flight looks for this code, or it was found all the same; elsewhere a yes would promise
    what nobody has looked at.
    """

    id: str
    requirement: str
    codes: frozenset[str] = frozenset()
    parents: frozenset[EntityType] = frozenset()
    types: frozenset[EntityType] = ALL
    asks: bool = False
    asks_if_taxed: bool = False
    ours: bool = False
    foreseen: str = ""


def _naming(*named: EntityType) -> frozenset[EntityType]:
    return frozenset(each for each in ENTITY_TYPES if types_named_by(each) & set(named))


_SALES: Final[frozenset[EntityType]] = frozenset({"invoice", "order", "credit_note", "refund"})
_PURCHASES: Final[frozenset[EntityType]] = frozenset({"bill", "vendor_credit", "expense"})
_TRANSACTIONS: Final[frozenset[EntityType]] = _SALES | _PURCHASES | {"payment", "bill_payment"}
_EXCLUDABLE: Final[frozenset[EntityType]] = frozenset({"customer", "vendor", "item"})

CHECKS: Final[tuple[Check, ...]] = (
    Check("integration_enabled", "D1", frozenset({"integration_disabled"}), ours=True),
    Check(
        "connected",
        "D1",
        frozenset({"not_connected", "reauthorization_required", "wrong_company", "rate_limited", "subscription_ended"})
        | {"package_unavailable", "package_error", "no_access", "permission_denied", "request_rejected"},
        ours=True,
    ),
    Check(
        "entity_in_sync",
        "D2",
        frozenset({"entity_type_not_synced", "created_in_package_only"}),
        ours=True,
    ),
    Check("change_allowed", "B15, C2", UNCHANGING | {"void_not_allowed"}, ours=True),
    Check(
        "status_listed",
        "C3",
        frozenset({"order_status_not_listed", "draft_not_posted"}),
        types=POSTED | {"order"},
        ours=True,
    ),
    Check("not_excluded", "D4, D5, D6", frozenset({"record_excluded"}), types=_EXCLUDABLE, ours=True),
    Check(
        "client_linked",
        "D4",
        frozenset({"customer_deleted"}),
        parents=frozenset({"customer"}),
        types=_naming("customer"),
        ours=True,
    ),
    Check("products_linked", "D5", parents=frozenset({"item"}), types=_naming("item"), ours=True),
    Check("supplier_linked", "D6", parents=frozenset({"vendor"}), types=_naming("vendor"), ours=True),
    Check(
        "tax_rate_resolved",
        "D7",
        frozenset({"tax_code_invalid", "tax_rate_missing"}),
        parents=frozenset({"tax_rate"}),
        types=_naming("tax_rate"),
        asks_if_taxed=True,
    ),
    Check(
        "account_codes",
        "D8",
        frozenset({"account_unknown", "account_code_unknown", "account_code_missing", "account_type_invalid"})
        | {"item_account_type_invalid", "income_account_missing", "expense_account_missing", "line_detail_missing"}
        | {"default_account_missing"},
        parents=frozenset({"account"}),
        types=_naming("account") | {"account"},
        asks=True,
    ),
    Check("cost_centres", "C4", frozenset({"cost_centre_unmapped"}), types=frozenset({"order"}), ours=True),
    Check(
        "number_and_names",
        "E3",
        frozenset({"string_too_long", "invalid_characters", "email_invalid", "card_number_in_text"}),
    ),
    Check("required_fields", "B13", frozenset({"required_field_missing", "billable_customer_missing"})),
    Check(
        "dates_in_open_period",
        "B11",
        frozenset({"closed_period"}),
        types=_TRANSACTIONS,
        asks=True,
        foreseen="closed_period",
    ),
    Check(
        "totals",
        "C1",
        frozenset({"amount_mismatch", "total_mismatch", "discount_exceeds_total", "negative_amount"})
        | {"payment_exceeds_balance"},
        types=_TRANSACTIONS,
        asks_if_taxed=True,  # the package adds the tax
    ),
    Check(
        "currency",
        "B13",
        frozenset({"currency_invalid", "foreign_currency"}),
        types=_TRANSACTIONS | {"customer", "vendor"},
        asks=True,
        foreseen="currency_invalid",
    ),
    Check(
        "other_references",
        "F5",
        frozenset({"reference_not_found", "reference_inactive", "record_unknown", "mapping_missing", "parent_pending"})
        | {"object_not_found", "object_deleted", "application_refused"},
        asks=True,
    ),
    Check("anything_else", "D9", asks=True),
)
"""In the order in which to mend them. What no other question covers is the last one's."""

_LAST: Final = CHECKS[-1]


def must_ask(check: Check, record: StoredRecord) -> bool:
    """Whether only the package can tell that the answer is yes."""
    taxed = any(each.get("tax_rate") for each in (record.body, *(record.body.get("lines") or ())))
    return check.asks or (check.asks_if_taxed and taxed)


def checks_of(
    entity_type: EntityType, foreseen: Collection[str] = (), found: Collection[str] = ()
) -> tuple[Check, ...]:
    """The questions that are asked of records of this type.

    `foreseen` are codes that the package's pre-flight looks for, `found` ids of questions that are answered with no.
    """
    return tuple(
        check
        for check in CHECKS
        if entity_type in check.types and (not check.foreseen or check.foreseen in foreseen or check.id in found)
    )


def sort_faults(record: StoredRecord, faults: Sequence[FieldFault]) -> Mapping[str, tuple[FieldFault, ...]]:
    """What was found about a record, by the id of the question that it answers with no."""
    about = {ref.path: ref.entity_type for ref in references_in(record.entity_type, record.body)}
    asked = [check for check in CHECKS if record.entity_type in check.types]
    found: dict[str, list[FieldFault]] = {}
    for fault in faults:
        found.setdefault(_check_for(asked, fault, about.get(fault.field)).id, []).append(fault)
    return {check_id: tuple(each) for check_id, each in found.items()}


def _check_for(asked: Sequence[Check], fault: FieldFault, about: EntityType | None) -> Check:
    if about is not None and fault.code in _OF_PARENTS:
        by_parent = next((check for check in asked if about in check.parents), None)
        if by_parent is not None:
            return by_parent
    return next((check for check in asked if fault.code in check.codes), _LAST)
