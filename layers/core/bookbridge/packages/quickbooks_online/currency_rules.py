"""Which currency a transaction may have: the home currency, or its party's where the company keeps several."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.record_checks import Faults
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import WriteIntent

from .lookups import Known
from .manifest import TITLE

_PARTIES: Final[tuple[EntityType, ...]] = ("customer", "vendor")


def bad_currency(intent: WriteIntent, known: Known) -> Faults:
    """A currency that the company does not keep, or that is not the party's (2220), and one that is missing (2020)."""
    given, home = intent.record.body.get("currency"), known.home_currency
    if not home or not intent.record.body.get("date"):
        return
    if not known.multicurrency:
        if given and given != home:
            message = f"is {given}, but only {home} is kept in {TITLE}: correct it, or switch on multicurrency there"
            yield FieldFault("currency", message, "currency_invalid")
        return
    if not given:
        if intent.verb is Verb.CREATE:
            message = f"is required, because several currencies are kept in {TITLE}"
            yield FieldFault("currency", message, "required_field_missing")
        return
    own = _currency_of_party(intent, home)
    if own and given != own:
        message = f"is {given}, but the customer or vendor has {own} in {TITLE}: use that, or another party"
        yield FieldFault("currency", message, "currency_invalid")


def _currency_of_party(intent: WriteIntent, home: str) -> str:
    """Empty where nothing is known of the party."""
    for kind in _PARTIES:
        parent = intent.parents.get((kind, str(intent.record.body.get(kind) or "")))
        if parent is not None:
            return str(parent.body.get("currency") or home)
    return ""
