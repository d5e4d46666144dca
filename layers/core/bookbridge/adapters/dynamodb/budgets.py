"""Table `request_budgets`: what each organisation has spent of its package's limits. Key: `organisation_key`."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bookbridge.domain.budgets import Budget, Window

from .database import Database, Refused
from .table import Table, is_version
from .values import expiry, packed, raw_item

KEPT_FOR: Final = timedelta(days=2)
"""Longer than any window; a budget without requests is an empty one."""


def request_budgets_table(database: Database, name: str) -> Table:
    """The table `request_budgets`."""
    return Table(database, name, "organisation_key")


class DynamoDbBudgets:
    """Implements `Budgets`."""

    def __init__(self, budgets: Table) -> None:
        self._budgets = budgets

    def load(self, organisation_key: str) -> Budget:
        """The budget as it stands."""
        row = self._budgets.get(organisation_key)
        if row is None:
            return Budget(organisation_key)
        spent = row.body("spent")
        return Budget(
            organisation_key=organisation_key,
            windows={name: Window(tuple((slot, count) for slot, count in slots)) for name, slots in spent["windows"]},
            blocked_until=spent["blocked_until"],
            version=row.number("version"),
        )

    def store(self, budget: Budget) -> bool:
        """Write it with its version raised; False when another worker was faster."""
        windows = [[name, window.slots] for name, window in budget.windows.items()]
        item = raw_item(
            {
                "organisation_key": budget.organisation_key,
                "spent": packed({"windows": windows, "blocked_until": budget.blocked_until}),
                "version": budget.version + 1,
                "expires_at": expiry(KEPT_FOR),
            }
        )
        try:
            self._budgets.put(item, is_version("version", budget.version))
        except Refused:
            return False
        return True
