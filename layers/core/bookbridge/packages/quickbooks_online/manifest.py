"""What QuickBooks Online can do, how much of it at once, and who may do what: policy as data."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bookbridge.domain.budgets import RateLimit
from bookbridge.ports.packages import EntityPolicy, Manifest

NAME: Final = "quickbooks-online"
TITLE: Final = "QuickBooks Online"

BATCH_SIZE: Final = 30
"""Payloads in one batch call; more are refused with code 1040."""

MANIFEST: Final = Manifest(
    name=NAME,
    title=TITLE,
    entities={
        "account": EntityPolicy(),
        "term": EntityPolicy(),
        "customer": EntityPolicy(),
        "vendor": EntityPolicy(),
        "item": EntityPolicy(),
        "invoice": EntityPolicy(voids=True),
        # A bill can be deleted in QuickBooks Online but not voided, and deletions of bills do not sync (B15).
        "bill": EntityPolicy(),
        "payment": EntityPolicy(voids=True),
    },
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
