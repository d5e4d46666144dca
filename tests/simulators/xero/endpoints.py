"""The endpoints: which entity, how it is saved, how many a request may carry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from . import messages
from .accounts import delete_account, save_account
from .bank_transactions import save_bank_transaction
from .contacts import save_contact
from .documents import save_credit_note, save_invoice
from .given import Given
from .items import delete_item, save_item
from .kinds import (
    ACCOUNT,
    BANK_TRANSACTION,
    BATCH_PAYMENT,
    CONTACT,
    CREDIT_NOTE,
    CURRENCY,
    INVOICE,
    ITEM,
    OVERPAYMENT,
    PAYMENT,
    PREPAYMENT,
    TAX_RATE,
    TRACKING_CATEGORY,
    Kind,
)
from .payments import save_batch_payment, save_payment
from .tables import Row
from .tax_rates import save_tax_rate
from .tracking import save_currency, save_tracking_category
from .writing import Writing

Save: TypeAlias = Callable[[Writing, Given, Row | None], Row]

TRANSACTIONS: Final = "accounting.transactions"


@dataclass(frozen=True)
class Endpoint:
    """One endpoint; ``most`` by method is how many elements a request may carry."""

    kind: Kind
    scopes: tuple[str, ...]
    save: Save | None = None
    delete: Callable[[Writing, Row], None] | None = None
    most: Mapping[str, int | None] | None = None
    unknown_id: str = messages.NO_DOCUMENT
    attachable: bool = False
    tells_status: bool = True

    def most_in(self, method: str) -> int | None:
        """Return how many elements a request may carry, ``None`` without a limit."""
        return (self.most or {}).get(method)


_ONE: Final = {"PUT": 1, "POST": 1}
_ITEMS: Final = {"PUT": 500, "POST": 500}
_MANY: Final[tuple[Endpoint, ...]] = (
    Endpoint(CONTACT, ("accounting.contacts",), save_contact, attachable=True, unknown_id=messages.CONTACT_UNKNOWN),
    Endpoint(
        ITEM,
        ("accounting.settings", "accounting.invoices", TRANSACTIONS),
        save_item,
        delete_item,
        most=_ITEMS,
    ),
    Endpoint(
        ACCOUNT, ("accounting.settings",), save_account, delete_account, most=_ONE, attachable=True, tells_status=False
    ),
    Endpoint(TAX_RATE, ("accounting.settings",), save_tax_rate, most=_ONE),
    Endpoint(CURRENCY, ("accounting.settings",), save_currency),
    Endpoint(TRACKING_CATEGORY, ("accounting.settings",), save_tracking_category, most=_ONE),
    Endpoint(
        INVOICE,
        ("accounting.invoices", TRANSACTIONS),
        save_invoice,
        unknown_id=messages.NO_INVOICE,
        attachable=True,
    ),
    Endpoint(
        CREDIT_NOTE,
        ("accounting.invoices", TRANSACTIONS),
        save_credit_note,
        unknown_id=messages.NO_CREDIT_NOTE,
        attachable=True,
    ),
    Endpoint(PAYMENT, ("accounting.payments", TRANSACTIONS), save_payment, most={"POST": 1}),
    Endpoint(BATCH_PAYMENT, ("accounting.payments", TRANSACTIONS), save_batch_payment),
    Endpoint(OVERPAYMENT, ("accounting.payments", TRANSACTIONS)),
    Endpoint(PREPAYMENT, ("accounting.payments", TRANSACTIONS)),
    Endpoint(
        BANK_TRANSACTION,
        ("accounting.banktransactions", TRANSACTIONS),
        save_bank_transaction,
        attachable=True,
    ),
)
ENDPOINTS: Final[Mapping[str, Endpoint]] = {endpoint.kind.plural: endpoint for endpoint in _MANY}
