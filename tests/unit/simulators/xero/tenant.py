"""An organisation in the simulator, as the tests speak to it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.simulators.xero import Books, Clock, Config, Limits, Simulator
from tests.unit.simulators import caller
from tests.unit.simulators.caller import Json

__all__ = ["START", "TENANT", "Json", "Reply", "Tenant", "line"]

START = datetime(2026, 5, 4, 18, 30, 15, 250_000, tzinfo=UTC)
TENANT = "aef86862-2015-4b6b-88bc-d89032cecc50"
API = "/api.xro/2.0"


class Reply(caller.Reply):
    """An answer of the simulator."""

    def messages(self, element: int = 0) -> list[str]:
        """What is wrong with an element, whether the request was summarised or not."""
        body = self.body
        elements = body.get("Elements") or next(v for v in body.values() if isinstance(v, list))
        return [error["Message"] for error in elements[element].get("ValidationErrors", [])]

    @property
    def message(self) -> str:
        """The only thing that is wrong; the test fails when there is more."""
        (message,) = self.messages()
        return str(message)


@dataclass
class Tenant:
    """One seeded organisation with a token, on a clock that stands still."""

    simulator: Simulator = field(
        default_factory=lambda: Simulator(Config(limits=Limits(enabled=False)), Clock.standing(START))
    )
    id: str = TENANT
    token: str = ""

    def __post_init__(self) -> None:
        if self.id not in self.simulator.organisations:
            self.simulator.add_organisation(self.id, "Demo Company")
        self.token = self.token or self.simulator.issue_tokens(self.id)["access_token"]

    @property
    def books(self) -> Books:
        return self.simulator.organisations[self.id]

    def headers(self, **more: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token}",
            "xero-tenant-id": self.id,
            "Accept": "application/json",
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }

    def call(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None, **params: Any
    ) -> Reply:
        """Call the accounting API."""
        return self.raw(method, f"{API}/{path}", body, headers or self.headers(), **params)

    def raw(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None, **params: Any
    ) -> Reply:
        """Call any path of the simulator."""
        return Reply(*caller.call(self.simulator, method, path, body, headers, params))

    def control(self, method: str, path: str, body: object = None, **params: Any) -> Reply:
        """Call the control API."""
        return self.raw(method, f"/control{path}", body, None, **params)

    def organisation(self, **settings: object) -> None:
        """Set the organisation up."""
        reply = self.control("PUT", f"/organisations/{self.id}", settings)
        assert reply.status == 200, reply.text

    def make(self, plural: str, record: Json, **params: Any) -> Json:
        """Create a record that is right and return it as stored."""
        reply = self.call("PUT", plural, {plural: [record]}, **params)
        assert reply.status == 200, reply.text
        return dict(reply.body[plural][0])

    def change(self, plural: str, row_id: str, **fields: Any) -> Reply:
        """Change a record."""
        return self.call("POST", f"{plural}/{row_id}", fields)

    def read(self, plural: str, row_id: str, **params: Any) -> Json:
        """Read a record that is there."""
        reply = self.call("GET", f"{plural}/{row_id}", **params)
        assert reply.status == 200, reply.text
        return dict(reply.body[plural][0])

    def list(self, plural: str, headers: dict[str, str] | None = None, **params: Any) -> list[Json]:
        """Return the records of a list that is right."""
        reply = self.call("GET", plural, None, headers, **params)
        assert reply.status == 200, reply.text
        return list(reply.body[plural])

    def contact(self, name: str = "Buzz Lightyear") -> str:
        """Make a contact and return its id."""
        return str(self.make("Contacts", {"Name": name})["ContactID"])

    def known_contact(self) -> str:
        """Return the contact that documents are with."""
        rows = self.books.tables["Contact"].by("Name", "Woody")
        return rows[0].id if rows else self.contact("Woody")

    def document(self, kind: str = "ACCREC", amount: float = 100, **more: Any) -> Json:
        """Return an approved document of one untaxed line, not sent yet."""
        return {
            "Type": kind,
            "Contact": {"ContactID": self.known_contact()},
            "Date": "2026-05-02",
            "DueDate": "2026-06-01",
            "Status": "AUTHORISED",
            "LineItems": [line(amount, "200" if kind.startswith("ACCREC") else "429")],
            **more,
        }

    def invoice(self, amount: float = 100, **more: object) -> Json:
        """Make an approved sales invoice."""
        return self.make("Invoices", self.document("ACCREC", amount, **more))

    def bill(self, amount: float = 100, **more: object) -> Json:
        """Make an approved bill."""
        return self.make("Invoices", self.document("ACCPAY", amount, **more))

    def credit_note(self, amount: float = 100, kind: str = "ACCRECCREDIT", **more: object) -> Json:
        """Make an approved credit note."""
        return self.make("CreditNotes", self.document(kind, amount, **more))

    def payment(self, invoice: str, amount: float, **more: object) -> Json:
        """Return a payment, not sent yet."""
        return {
            "Invoice": {"InvoiceID": invoice},
            "Account": {"Code": "090"},
            "Date": "2026-05-03",
            "Amount": amount,
            **more,
        }

    def pay(self, invoice: str, amount: float, **more: object) -> Json:
        """Pay an invoice or bill."""
        return self.make("Payments", self.payment(invoice, amount, **more))


def line(amount: float, account: str = "200", **more: object) -> Json:
    """Return an untaxed line."""
    return {
        "Description": "work",
        "Quantity": 1,
        "UnitAmount": amount,
        "AccountCode": account,
        "TaxType": "NONE",
        **more,
    }
