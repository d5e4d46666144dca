"""What QuickBooks Desktop can do, how much of it at once, and who may do what: policy as data."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bookbridge.ports.manifests import Drift, EntityPolicy, Lane, Manifest

from .entities import FAMILIES

NAME: Final = "quickbooks-desktop"
TITLE: Final = "QuickBooks Desktop"

BATCH_SIZE: Final = 50
"""Requests in one message that writes: each is carried out by itself, and an answer to all of them stays small."""

FETCH_SIZE: Final = 100
MESSAGE_LANE: Final = Lane("message", BATCH_SIZE)

_IN_PACKAGE_ONLY: Final = EntityPolicy(creates=False, updates=False)
_DOCUMENT: Final = EntityPolicy(voids=True, drift=Drift.ASK)

_CURRENCY: Final = frozenset({"currency"})
_PURCHASE: Final = _CURRENCY | {"base_currency"}
_METHOD: Final = frozenset({"method"})

MANIFEST: Final = Manifest(
    name=NAME,
    title=TITLE,
    entities={
        # New accounts can be added; one that is there is changed in the chart of accounts alone.
        "account": EntityPolicy(updates=False),
        # Sales tax items belong to the agency that is paid: they are made in QuickBooks Desktop only.
        "tax_rate": _IN_PACKAGE_ONLY,
        # Its interface has no request that changes terms.
        "term": EntityPolicy(updates=False),
        "customer": EntityPolicy(),
        # Made in QuickBooks Desktop only; addresses and phones are corrected from here (B9).
        "vendor": EntityPolicy(creates=False),
        "item": EntityPolicy(),
        "invoice": _DOCUMENT,
        # What was exported is never written again (C2); what becomes of it there is told of the invoice.
        "order": EntityPolicy(updates=False, pulls=False, drift=Drift.ASK),
        "credit_note": _DOCUMENT,
        # Neither deletions nor voids of bills sync (B15).
        "bill": EntityPolicy(drift=Drift.ASK),
        # Credits are made and applied in QuickBooks Desktop (B15).
        "vendor_credit": EntityPolicy(creates=False, updates=False, drift=Drift.ASK),
        "refund": _DOCUMENT,
        "expense": _DOCUMENT,
        # A payment that was received cannot be voided there, only deleted.
        "payment": EntityPolicy(drift=Drift.ASK),
        # Voids go from the application to the package, never back (B15); nothing else of a payment is changed.
        "bill_payment": EntityPolicy(updates=False, voids=True, drift=Drift.ASK),
    },
    # It calls us, so there is no budget of calls.
    rate_limits=(),
    batch_size=BATCH_SIZE,
    fetch_size=FETCH_SIZE,
    # The company file remembers a message under its id, and never carries it out twice. A computer may sleep over a
    # long weekend with one; one that QuickBooks dies of must not hold up the others for longer.
    replay_window=timedelta(days=7),
    # Times are those of the computer beside the program, whose offset may leave summer time out.
    poll_overlap=timedelta(hours=1),
    default_interval=timedelta(minutes=5),
    families=FAMILIES,
    lacks={
        "customer": _CURRENCY,
        "vendor": _CURRENCY | {"tax_rate"},
        # Whether an item is taxed is known there, and not at which rate.
        "item": frozenset({"sku", "tax_rate"}),
        "invoice": _CURRENCY,
        "order": _CURRENCY,
        "credit_note": _CURRENCY | {"terms", "due_date"},
        "bill": _PURCHASE,
        "vendor_credit": _PURCHASE | {"due_date", "terms"},
        "payment": _CURRENCY,
        "bill_payment": _CURRENCY | _METHOD,
        "refund": _CURRENCY,
        "expense": _CURRENCY | _METHOD,
    },
    # Files stay in the application: that is policy, and no failure (B12).
    kept_here=frozenset({"document"}),
    foresees=frozenset({"closed_period", "currency_invalid"}),
)
