"""The accounts and tax codes that each simulated organisation begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Chart:
    """Account codes as the package's own users know them."""

    income: str
    expense: str
    payable: str
    bank: str

    @property
    def settings(self) -> dict[str, Any]:
        """A connection's settings with these accounts as its defaults."""
        defaults = {"income": self.income, "expense": self.expense, "bank": self.bank, "discount": self.income}
        return {"default_accounts": defaults, "cost_centres": {"pick": self.income}}


CHARTS: Final = {
    "quickbooks-online": Chart(income="4000", expense="6000", payable="2000", bank="1000"),
    "xero": Chart(income="200", expense="400", payable="800", bank="090"),
    "quickbooks-desktop": Chart(income="4000", expense="6000", payable="2000", bank="1000"),
    "example-ledger": Chart(income="4100", expense="6000", payable="2000", bank="1000"),
}
