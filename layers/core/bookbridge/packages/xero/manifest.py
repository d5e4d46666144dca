"""What Xero can do, how much of it at once, and who may do what: policy as data."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bookbridge.domain.budgets import RateLimit
from bookbridge.ports.manifests import Drift, EntityPolicy, Manifest

from .entities import FAMILIES

NAME: Final = "xero"
TITLE: Final = "Xero"

BATCH_SIZE: Final = 50
"""Objects in one call that Xero recommends at most."""

_DOCUMENT: Final = EntityPolicy(voids=True, drift=Drift.ASK)
# Payments are immutable in Xero: they can only be deleted, which is what voiding means there.
_PAYMENT: Final = EntityPolicy(updates=False, voids=True, drift=Drift.ASK)

_TERMS: Final = frozenset({"terms"})
_METHOD: Final = frozenset({"method"})
_PARTY: Final = _TERMS | {"company_name", "tax_rate"}

MANIFEST: Final = Manifest(
    name=NAME,
    title=TITLE,
    entities={
        "account": EntityPolicy(),
        "tax_rate": EntityPolicy(),
        "customer": EntityPolicy(),
        "vendor": EntityPolicy(),
        "item": EntityPolicy(),
        "invoice": _DOCUMENT,
        # An exported order is never written again (C2); what becomes of it there is told of the invoice.
        "order": EntityPolicy(updates=False, pulls=False, drift=Drift.ASK),
        "bill": _DOCUMENT,
        "credit_note": _DOCUMENT,
        "vendor_credit": _DOCUMENT,
        "refund": _DOCUMENT,
        "expense": _DOCUMENT,
        "payment": _PAYMENT,
        "bill_payment": _PAYMENT,
        # Nothing tells of attachments, and they cannot be read by their ids.
        "document": EntityPolicy(updates=False, pulls=False),
    },
    # Limits of one organisation for one app; 1,000 a day on the smallest plan, where a 429 tells when to come back.
    rate_limits=(
        RateLimit("requests per minute", 60, 60),
        RateLimit("requests per day", 5000, 86_400),
    ),
    batch_size=BATCH_SIZE,
    # So many ids fit into the URL of one query.
    fetch_size=100,
    # Xero remembers an Idempotency-Key for six minutes; the last of them is left to slow answers.
    replay_window=timedelta(minutes=5),
    # UpdatedDateUTC is kept in whole seconds, and a record can become visible a little after the time written on it.
    poll_overlap=timedelta(minutes=2),
    default_interval=timedelta(minutes=15),
    thorough_every=timedelta(hours=1),
    families=FAMILIES,
    # Documents have a due date only, which follows from the terms that the application sent.
    kept_here=frozenset({"term"}),
    lacks={
        "customer": _PARTY,
        "vendor": _PARTY,
        # Services and products are alike, unless stock is tracked.
        "item": frozenset({"kind", "active", "tax_rate"}),
        "invoice": _TERMS,
        "order": _TERMS,
        "credit_note": _TERMS | {"due_date"},
        "bill": _TERMS | {"memo", "ap_account"},
        "vendor_credit": _TERMS | {"memo", "ap_account", "due_date"},
        # A payment has a reference only; the memo stands there where the application gives none.
        "payment": _METHOD | {"memo"},
        "bill_payment": _METHOD,
        "expense": _METHOD,
    },
    foresees=frozenset({"closed_period", "currency_invalid"}),
    siblings={"customer": "vendor", "vendor": "customer"},
)
