"""What QuickBooks Online can do, how much of it at once, and who may do what: policy as data."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bookbridge.domain.budgets import RateLimit
from bookbridge.ports.manifests import Drift, EntityPolicy, Lane, Manifest

from .entities import FAMILIES

NAME: Final = "quickbooks-online"
TITLE: Final = "QuickBooks Online"

BATCH_SIZE: Final = 30
"""Payloads in one batch call; more are refused with code 1040."""

BATCH_LANE: Final = Lane("batch", BATCH_SIZE)
UPLOAD_LANE: Final = Lane("upload", 1)
"""A file goes up in a call of its own: a batch takes JSON only."""

_DOCUMENT: Final = EntityPolicy(drift=Drift.ASK)
_VOIDABLE: Final = EntityPolicy(voids=True, drift=Drift.ASK)

MANIFEST: Final = Manifest(
    name=NAME,
    title=TITLE,
    entities={
        "account": EntityPolicy(),
        # Rates and their codes belong together and to an agency: they are made in QuickBooks Online only.
        "tax_rate": EntityPolicy(creates=False, updates=False),
        "term": EntityPolicy(),
        "customer": EntityPolicy(),
        "vendor": EntityPolicy(),
        "item": EntityPolicy(),
        "invoice": _VOIDABLE,
        # What was exported is never written again (C2); what becomes of it there is told of the invoice.
        "order": EntityPolicy(updates=False, pulls=False, drift=Drift.ASK),
        # These can be deleted in QuickBooks Online but not voided by an app, and deletions do not sync (B15).
        "credit_note": _DOCUMENT,
        "bill": _DOCUMENT,
        "vendor_credit": _DOCUMENT,
        "refund": _DOCUMENT,
        "expense": _DOCUMENT,
        "payment": _VOIDABLE,
        "bill_payment": _VOIDABLE,
        # Files go one way. An attachment's file cannot be exchanged there for another.
        "document": EntityPolicy(updates=False, pulls=False),
    },
    families=FAMILIES,
    foresees=frozenset({"closed_period", "currency_invalid"}),
    # Limits of one realm for one app. Requests to the token endpoint go to another host and count against none of them.
    rate_limits=(
        RateLimit("requests per minute", 500, 60),
        RateLimit("requests per second", 10, 1),
        RateLimit("batches per minute", 40, 60, frozenset({"batch"})),
    ),
    batch_size=BATCH_SIZE,
    # So many ids still fit in the URL of one query.
    fetch_size=200,
    # How long Intuit remembers a `requestid` is not documented. We rely on it no longer than the retries of one run
    # take; after that only finding the record tells whether it was written.
    replay_window=timedelta(minutes=15),
    # Times are kept in whole seconds, and a record can become visible a little after the time written on it.
    poll_overlap=timedelta(minutes=2),
)
