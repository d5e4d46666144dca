"""QuickBooks Desktop's simulated company file, asked over a line that answers at once."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from typing_extensions import override

from bookbridge.domain.company_files import CompanyFile as Identity
from bookbridge.domain.records import EntityType
from bookbridge.ports.connectors import Greeting
from tests.contract.packages.served import NAME, START, Json, Served
from tests.fakes.direct_line import DirectLine
from tests.simulators.chassis.clock import Clock
from tests.simulators.quickbooks_desktop.company_file import CompanyFile

FILE_ID: Final = "90A44FB5-33D9-4815-AC85-BC87A7E7D1EB"
PATH: Final = r"C:\Books\landscaping.qbw"

ACCOUNTS: Final = (
    ("1000", "Checking", "Bank"),
    ("1200", "Accounts Receivable", "AccountsReceivable"),
    ("1499", "Undeposited Funds", "OtherCurrentAsset"),
    ("2000", "Accounts Payable", "AccountsPayable"),
    ("2100", "Visa", "CreditCard"),
    ("2200", "Sales Tax Payable", "OtherCurrentLiability"),
    ("4100", "Fees", "Income"),
    ("4900", "Sales Discounts", "Income"),
    ("6000", "Office Supplies", "Expense"),
)


class ServedQuickBooksDesktop(Served):
    """A company file with the accounts that the samples name, and what else a company has."""

    organisation_id = FILE_ID

    def __init__(self) -> None:
        self.clock = Clock.standing(START)
        self.company_file = CompanyFile(PATH, NAME, self.clock, seed=False)
        enter = self.company_file.create
        for number, name, kind in ACCOUNTS:
            enter("Account", {"Name": name, "AccountType": kind, "AccountNumber": number})
        enter("SalesTaxCode", {"Name": "Tax", "IsTaxable": True})
        enter("SalesTaxCode", {"Name": "Non", "IsTaxable": False})
        enter("ItemSalesTax", {"Name": "State Sales Tax", "TaxRate": "8.25"})
        enter("ItemDiscount", {"Name": "Discount", "SalesTaxCodeRef": "Non", "AccountRef": "Sales Discounts"})
        enter("ItemSubtotal", {"Name": "Subtotal"})
        one = {"Price": "10", "AccountRef": "Fees"}
        enter("ItemService", {"Name": "By hand", "SalesTaxCodeRef": "Non", "SalesOrPurchase": one})
        for name in ("Check", "Cash"):
            enter("PaymentMethod", {"Name": name, "PaymentMethodType": name})
        self.line = DirectLine(self.company_file)

    @property
    def greeting(self) -> Greeting:
        """What the first turn would tell now."""
        closed = self.company_file.closing_date
        return Greeting(
            Identity(FILE_ID, NAME, NAME, PATH), closing_date=date.fromisoformat(closed) if closed else None
        )

    @property
    @override
    def now(self) -> Any:
        return self.clock.now()

    @override
    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @override
    def strike(self, kind: str, **more: Any) -> None:
        if times := int(more.get("times", 0)):
            self.line.deaf_for += times
        else:
            self.line.breaks.append(kind)

    @override
    def calls(self) -> dict[str, int]:
        made = dict(self.line.kinds)
        self.line.kinds.clear()
        return made

    @property
    @override
    def sent(self) -> list[bytes]:
        return [message.encode() for message in self.line.sent]

    @override
    def delete(self, entity_type: EntityType, package_id: str) -> None:
        self.company_file.delete(self._holder(entity_type, package_id), package_id)

    @override
    def patch(self, entity_type: EntityType, package_id: str, body: Json) -> None:
        self.company_file.update(self._holder(entity_type, package_id), package_id, body)

    @override
    def entity_of(self, entity_type: EntityType) -> str:
        return self._entities(entity_type)[0]

    @override
    def count(self, entity_type: EntityType) -> int:
        return sum(len(self.company_file.rows(entity)) for entity in self._entities(entity_type))

    @override
    def add_customer(self, name: str) -> str:
        return str(self.company_file.create("Customer", {"Name": name})["ListID"])

    @override
    def add_vendor(self, name: str) -> str:
        return str(self.company_file.create("Vendor", {"Name": name})["ListID"])

    @override
    def add_invoice(self, number: str, customer_id: str, day: str, amount: str) -> str:
        line = {"ItemRef": "By hand", "Amount": amount}
        invoice = {
            "CustomerRef": {"ListID": customer_id},
            "TxnDate": day,
            "RefNumber": number,
            "InvoiceLine": [line],
        }
        return str(self.company_file.create("Invoice", invoice)["TxnID"])

    @override
    def edit(self, entity_type: EntityType, package_id: str) -> None:
        self.patch(entity_type, package_id, {"Name": "Advice"} if entity_type == "item" else {"Notes": "Pays late"})

    @override
    def is_edited(self, entity_type: EntityType, package_id: str) -> bool:
        rows = self.company_file.rows(self._holder(entity_type, package_id))
        return any(row["ListID"] == package_id and row.get("Notes") == "Pays late" for row in rows)

    @override
    def deactivate(self, entity_type: EntityType, package_id: str) -> None:
        self.patch(entity_type, package_id, {"IsActive": False})

    @override
    def close_books(self, until: str) -> None:
        self.company_file.closing_date = until

    @override
    def enter(self, entity_type: EntityType, record: Json, references: dict[tuple[EntityType, str], str]) -> str:
        return str(_ENTERED[entity_type](self.company_file, record, references))

    def _entities(self, entity_type: EntityType) -> tuple[str, ...]:
        names: dict[str, tuple[str, ...]] = {
            "order": ("Invoice",),
            "credit_note": ("CreditMemo",),
            "vendor_credit": ("VendorCredit",),
            "expense": ("Check", "CreditCardCharge"),
            "refund": ("Check",),
            "payment": ("ReceivePayment",),
            "bill_payment": ("BillPaymentCheck", "BillPaymentCreditCard"),
            "item": ("ItemService", "ItemNonInventory"),
            "term": ("StandardTerms", "DateDrivenTerms"),
            "tax_rate": ("ItemSalesTax",),
        }
        return names.get(entity_type, (entity_type.capitalize(),))

    def _holder(self, entity_type: EntityType, package_id: str) -> str:
        """The kind of object that has this id."""
        for entity in self._entities(entity_type):
            for row in self.company_file.rows(entity):
                if package_id in {row.get("ListID"), row.get("TxnID")}:
                    return entity
        raise AssertionError(f"there is no {entity_type} {package_id}")


def _vendor(file: CompanyFile, record: Json, references: dict[tuple[EntityType, str], str]) -> str:
    fields: Json = {"Name": record["name"]}
    for name, field in (("CompanyName", "company_name"), ("Email", "email"), ("Phone", "phone")):
        if field in record:
            fields[name] = record[field]
    if "terms" in record:
        fields["TermsRef"] = {"ListID": references["term", record["terms"]]}
    return str(file.create("Vendor", fields)["ListID"])


def _vendor_credit(file: CompanyFile, record: Json, references: dict[tuple[EntityType, str], str]) -> str:
    expenses = [
        {
            "AccountRef": {"ListID": references["account", line["account"]]},
            "Amount": line["amount"],
            **({"Memo": line["description"]} if "description" in line else {}),
        }
        for line in record["lines"]
        if "account" in line
    ]
    items = [
        {
            "ItemRef": {"ListID": references["item", line["item"]]},
            "Quantity": line["quantity"],
            "Cost": line["unit_cost"],
            "Amount": line["amount"],
            **({"Desc": line["description"]} if "description" in line else {}),
        }
        for line in record["lines"]
        if "item" in line
    ]
    fields = {
        "VendorRef": {"ListID": references["vendor", record["vendor"]]},
        "APAccountRef": {"ListID": references["account", record["ap_account"]]},
        "TxnDate": record["date"],
        **({"RefNumber": record["number"]} if "number" in record else {}),
        **({"Memo": record["memo"]} if "memo" in record else {}),
        **({"ExpenseLine": expenses} if expenses else {}),
        **({"ItemLine": items} if items else {}),
    }
    return str(file.create("VendorCredit", fields)["TxnID"])


_ENTERED: Final = {"vendor": _vendor, "vendor_credit": _vendor_credit}
"""How a user enters by hand what is made in the package only."""
