"""Webhook bodies of Xero into changes. An event names what changed and where; the record is read afterwards.

Xero announces contacts, invoices (bills too) and credit notes that we keep. Payments, items, accounts, tax rates and
bank transactions are announced by nothing and must be asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bookbridge.domain.changes import Change, ChangeKind, ParsedDelivery
from bookbridge.domain.delivery_fields import DeliveryFields, read_delivery
from bookbridge.domain.records import EntityType

from . import signature

_CATEGORIES: Final[dict[str, tuple[EntityType, ...]]] = {
    # A contact can be customer and vendor at once; nothing in the event tells which.
    "CONTACT": ("customer", "vendor"),
    "INVOICE": ("invoice",),
    "CREDITNOTE": ("credit_note",),
}
_ORGANISATION: Final = "ORGANISATION"


class XeroWebhooks:
    """Implements `WebhookSource`."""

    def verify(self, raw_body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        """See `signature.verify`."""
        return signature.verify(raw_body, headers, secret)

    def parse(self, raw_body: bytes) -> ParsedDelivery:
        """The changes of a verified body; the trials before events flow (intent to receive) have none.

        Archiving and voiding come as updates too: reading the record tells.
        """
        changes: list[Change] = []
        ignored = 0
        for event in DeliveryFields(read_delivery(raw_body), "the body").objects("events"):
            found = _changes(event)
            changes += found
            ignored += not found
        return ParsedDelivery(tuple(changes), ignored)


def _changes(event: DeliveryFields) -> tuple[Change, ...]:
    families = _CATEGORIES.get(event.text("eventCategory").upper(), ())
    if not families or event.text("tenantType", default=_ORGANISATION).upper() != _ORGANISATION:
        return ()
    kind = ChangeKind.CREATED if event.text("eventType").upper() == "CREATE" else ChangeKind.UPDATED
    at = event.time("eventDateUtc", zone="Z")
    return tuple(Change(event.text("tenantId"), family, event.text("resourceId"), kind, at) for family in families)
