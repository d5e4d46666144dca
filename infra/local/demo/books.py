"""The accounting packages as the people who use them: what they do by hand, and what can be counted there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import httpx
from typing_extensions import override

from .application import StoryError


@dataclass(frozen=True, slots=True)
class Books(ABC):
    """One organisation's books. Entities and fields are named in the package's own words."""

    http: httpx.Client
    organisation_id: str

    title: ClassVar[str]

    def found(self, name: str) -> None:
        """Make the organisation."""
        self._set(name=name)

    def add(self, entity: str, body: Mapping[str, Any]) -> Any:
        """Make something, as a user would."""
        return self._edit("POST", entity, body)

    def change(self, entity: str, package_id: str, body: Mapping[str, Any]) -> Any:
        """Change something, as a user would."""
        return self._edit("PATCH", f"{entity}/{package_id}", body)

    def all(self, entity: str) -> list[Any]:
        """Everything of one kind that is in the books."""
        answer = self.http.get(self._path(entity)).raise_for_status().json()
        return list(answer.get("QueryResponse", answer).get(entity, []))

    def calls(self) -> Any:
        """How often our side called, by kind and by status."""
        return self.http.get("/calls").raise_for_status().json()

    @abstractmethod
    def add_party(self, name: str) -> str:
        """A new customer; returns its id."""

    @abstractmethod
    def add_invoice(self, number: str, customer_id: str, amount: float) -> str:
        """A new invoice; returns its id."""

    @abstractmethod
    def renumber(self, kind: str, package_id: str, number: str) -> None:
        """Give an invoice or a bill another number."""

    @abstractmethod
    def delete(self, kind: str, package_id: str) -> None:
        """Delete an invoice or a bill, or void it where the package knows no deleting."""

    @abstractmethod
    def numbers(self, kind: str) -> list[str]:
        """The numbers of all invoices, or bills, that stand."""

    @abstractmethod
    def payments(self) -> list[float]:
        """The amounts of all customers' payments that stand."""

    @abstractmethod
    def close(self, until: str | None) -> None:
        """Close the books up to a day (`YYYY-MM-DD`), or open them again."""

    def _set(self, **settings: object) -> None:
        self.http.put(f"/organisations/{self.organisation_id}", json=settings).raise_for_status()

    def _delete(self, entity: str, package_id: str) -> None:
        self.http.delete(self._path(f"{entity}/{package_id}")).raise_for_status()

    def _path(self, path: str) -> str:
        return f"/organisations/{self.organisation_id}/{path}"

    def _edit(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        response = self.http.request(method, self._path(path), json=body)
        if response.is_error:
            raise StoryError(f"{method} {path} in {self.title}: {response.status_code} {response.text}")
        answer = response.json()
        return answer.get(path.split("/", maxsplit=1)[0], answer)


class QuickBooksOnlineBooks(Books):
    """A company in QuickBooks Online."""

    title = "QuickBooks Online"

    @override
    def add_party(self, name: str) -> str:
        return str(self.add("Customer", {"DisplayName": name})["Id"])

    @override
    def add_invoice(self, number: str, customer_id: str, amount: float) -> str:
        detail = {"Qty": 1, "UnitPrice": amount}
        line = {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
        body = {"CustomerRef": {"value": customer_id}, "DocNumber": number, "Line": [line]}
        return str(self.add("Invoice", body)["Id"])

    @override
    def renumber(self, kind: str, package_id: str, number: str) -> None:
        self.change(kind.title(), package_id, {"DocNumber": number})

    @override
    def delete(self, kind: str, package_id: str) -> None:
        self._delete(kind.title(), package_id)

    @override
    def numbers(self, kind: str) -> list[str]:
        return [each["DocNumber"] for each in self.all(kind.title()) if each["TotalAmt"]]

    @override
    def payments(self) -> list[float]:
        return [each["TotalAmt"] for each in self.all("Payment") if each["TotalAmt"]]

    @override
    def close(self, until: str | None) -> None:
        self._set(book_close_date=until)


class XeroBooks(Books):
    """An organisation in Xero."""

    title = "Xero"

    @override
    def add_party(self, name: str) -> str:
        return str(self.add("Contacts", {"Name": name})[0]["ContactID"])

    @override
    def add_invoice(self, number: str, customer_id: str, amount: float) -> str:
        line = {"Description": "Work", "Quantity": 1, "UnitAmount": amount, "AccountCode": "200"}
        document = {"Type": "ACCREC", "InvoiceNumber": number, "Contact": {"ContactID": customer_id}}
        days = {"Date": "2026-04-03", "DueDate": "2026-05-03"}
        body = {**document, **days, "Status": "AUTHORISED", "LineAmountTypes": "NoTax", "LineItems": [line]}
        return str(self.add("Invoices", body)[0]["InvoiceID"])

    @override
    def renumber(self, kind: str, package_id: str, number: str) -> None:
        self.change("Invoices", package_id, {"InvoiceNumber": number})

    @override
    def delete(self, kind: str, package_id: str) -> None:
        self._delete("Invoices", package_id)

    @override
    def numbers(self, kind: str) -> list[str]:
        wanted = {"invoice": "ACCREC", "bill": "ACCPAY"}[kind]
        gone = {"VOIDED", "DELETED"}
        rows = [each for each in self.all("Invoices") if each["Type"] == wanted and each["Status"] not in gone]
        return [each["InvoiceNumber"] for each in rows if each.get("InvoiceNumber")]

    @override
    def payments(self) -> list[float]:
        return [each["Amount"] for each in self.all("Payments") if each["Status"] == "AUTHORISED"]

    @override
    def close(self, until: str | None) -> None:
        self._set(period_lock_date=until)


class QuickBooksDesktopBooks(Books):
    """A company file of QuickBooks Desktop; its own path is `path`."""

    title = "QuickBooks Desktop"

    @property
    def path(self) -> str:
        """Where the file is, on every computer."""
        return str(self.http.get(f"/organisations/{self.organisation_id}").raise_for_status().json()["path"])

    @override
    def add_party(self, name: str) -> str:
        return str(self.add("Customer", {"Name": name})["ListID"])

    def add_vendor(self, name: str) -> str:
        """A new vendor; returns its id. The application cannot make any."""
        return str(self.add("Vendor", {"Name": name})["ListID"])

    @override
    def add_invoice(self, number: str, customer_id: str, amount: float) -> str:
        line = {"ItemRef": "Consulting", "Quantity": 1, "Rate": amount}
        body = {"CustomerRef": {"ListID": customer_id}, "RefNumber": number, "InvoiceLine": [line]}
        return str(self.add("Invoice", body)["TxnID"])

    def add_bill(self, number: str, vendor_id: str, amount: str) -> str:
        """A new bill for office supplies; returns its id."""
        line = {"AccountRef": "Office Supplies", "Amount": amount}
        body = {"VendorRef": {"ListID": vendor_id}, "RefNumber": number, "ExpenseLine": [line]}
        return str(self.add("Bill", body)["TxnID"])

    @override
    def renumber(self, kind: str, package_id: str, number: str) -> None:
        self.change(kind.title(), package_id, {"RefNumber": number})

    @override
    def delete(self, kind: str, package_id: str) -> None:
        self._delete(kind.title(), package_id)

    @override
    def numbers(self, kind: str) -> list[str]:
        total = {"invoice": "Subtotal", "bill": "AmountDue"}[kind]
        return [each["RefNumber"] for each in self.all(kind.title()) if float(each[total])]

    @override
    def payments(self) -> list[float]:
        return [float(each["TotalAmount"]) for each in self.all("ReceivePayment")]

    @override
    def close(self, until: str | None) -> None:
        self._set(closing_date=until)


BOOKS: Final[Mapping[str, type[Books]]] = {
    "quickbooks-online": QuickBooksOnlineBooks,
    "xero": XeroBooks,
    "quickbooks-desktop": QuickBooksDesktopBooks,
}
"""By the package's name."""
