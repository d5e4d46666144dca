"""What Example Ledger can do, how much of it at once, and who may do what: policy as data."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bookbridge.domain.budgets import RateLimit
from bookbridge.ports.manifests import Drift, EntityPolicy, Lane, Manifest

NAME: Final = "example-ledger"
TITLE: Final = "Example Ledger"
LANE: Final = Lane("objects", 50)
"""One kind of call takes everything, new or changed, up to fifty objects."""

MANIFEST: Final = Manifest(
    name=NAME,
    title=TITLE,
    entities={
        "account": EntityPolicy(),
        "customer": EntityPolicy(),
        "vendor": EntityPolicy(),
        "item": EntityPolicy(),
        # What the application owns and people in the package may have touched: ask, do not overwrite.
        "invoice": EntityPolicy(voids=True, drift=Drift.ASK),
        "payment": EntityPolicy(voids=True, drift=Drift.ASK),
    },
    # What it has no place for: the application's own value survives what arrives from there.
    lacks={
        "customer": frozenset({"terms", "tax_rate"}),
        "vendor": frozenset({"terms", "tax_rate"}),
        "item": frozenset({"tax_rate"}),
        "invoice": frozenset({"terms"}),
    },
    rate_limits=(RateLimit("requests per minute", 300, 60),),
    batch_size=LANE.size,
    fetch_size=200,
    # Its page says that an Idempotency-Key is remembered for a day.
    replay_window=timedelta(hours=23),
    # Changes become visible in the order of their versions; the overlap is for clocks.
    poll_overlap=timedelta(minutes=1),
    foresees=frozenset({"closed_period"}),
)
