"""A company in the simulator, as the tests speak to it."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.simulators.quickbooks_online import Clock, Config, Limits, Simulator
from tests.unit.simulators import caller
from tests.unit.simulators.caller import Json

__all__ = ["START", "Company", "Json", "Reply", "payment", "sale", "sale_line"]

START = datetime(2026, 5, 4, 18, 30, 15, 250_000, tzinfo=UTC)
REALM = "4620816365"


class Reply(caller.Reply):
    """An answer of the simulator."""

    @property
    def error(self) -> Json:
        """The only error of a fault; the test fails when there are more."""
        (error,) = self.body["Fault"]["Error"]
        return dict(error)

    @property
    def codes(self) -> list[str]:
        return [error["code"] for error in self.body["Fault"]["Error"]]


@dataclass
class Company:
    """One seeded realm with a token, on a clock that stands still."""

    simulator: Simulator = field(
        default_factory=lambda: Simulator(Config(limits=Limits(enabled=False)), Clock.standing(START))
    )
    realm: str = REALM
    token: str = ""

    def __post_init__(self) -> None:
        if self.realm not in self.simulator.organisations:
            self.simulator.add_organisation(self.realm, "Craig's Landscaping")
        self.token = self.token or self.simulator.issue_tokens(self.realm)["access_token"]

    def call(self, method: str, path: str, body: object = None, **params: str) -> Reply:
        """Call the company API; a text body goes out as it is."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        raw = b""
        if isinstance(body, bytes):
            raw = body
        elif body is not None:
            raw = json.dumps(body).encode()
        if raw:
            headers["Content-Type"] = "application/json"
        return self.raw(method, f"/v3/company/{self.realm}/{path}", raw, headers, **params)

    def raw(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None, **params: str
    ) -> Reply:
        """Call any path of the simulator."""
        return Reply(*caller.call(self.simulator, method, path, body, headers, params))

    def control(self, method: str, path: str, body: object = None, **params: str) -> Reply:
        """Call the control API."""
        raw = b"" if body is None else json.dumps(body).encode()
        return self.raw(method, f"/control{path}", raw, None, **params)

    def post(self, entity: str, record: Json, **params: str) -> Reply:
        """Send a record and show what came back."""
        return self.call("POST", entity.lower(), record, minorversion="75", **params)

    def make(self, entity: str, record: Json, **params: str) -> Json:
        """Send a record that is right and return it as stored."""
        reply = self.post(entity, record, **params)
        assert reply.status == 200, reply.text
        return dict(reply.body[entity])

    def read(self, entity: str, row_id: str) -> Json:
        """Read a record that is there."""
        reply = self.call("GET", f"{entity.lower()}/{row_id}")
        assert reply.status == 200, reply.text
        return dict(reply.body[entity])

    def query(self, statement: str) -> Json:
        """Run a query that is right and return its QueryResponse."""
        reply = self.call("GET", "query", query=statement)
        assert reply.status == 200, reply.text
        return dict(reply.body["QueryResponse"])

    def account(self, name: str) -> str:
        """Return the id of a seeded account."""
        rows = self.simulator.organisations[self.realm].rows("Account")
        return next(row.id for row in rows if row.fields["Name"] == name)

    def customer(self, name: str = "Amy's Bird Sanctuary") -> str:
        """Make a customer and return its id."""
        return str(self.make("Customer", {"DisplayName": name})["Id"])

    def vendor(self, name: str = "Norton Lumber") -> str:
        """Make a vendor and return its id."""
        return str(self.make("Vendor", {"DisplayName": name})["Id"])

    def invoice(self, customer: str, amount: float = 100, **more: object) -> Json:
        """Make an invoice of one line."""
        return self.make("Invoice", sale(customer, amount, **more))

    def bill(self, vendor: str, amount: float = 100, **more: object) -> Json:
        """Make a bill of one line."""
        return self.make("Bill", self.expense(vendor, amount, **more))

    def expense(self, vendor: str, amount: float = 100, **more: object) -> Json:
        """Return a bill of one line, not sent yet."""
        account = {"AccountRef": {"value": self.account("Office Expenses")}}
        line = {
            "Amount": amount,
            "DetailType": "AccountBasedExpenseLineDetail",
            "AccountBasedExpenseLineDetail": account,
        }
        return {"VendorRef": {"value": vendor}, "Line": [line], **more}


def sale_line(amount: float, **detail: object) -> Json:
    """Return a line of a sales form."""
    return {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}


def sale(customer: str, amount: float = 100, **more: object) -> Json:
    """Return a sales form of one line, not sent yet."""
    return {"CustomerRef": {"value": customer}, "Line": [sale_line(amount)], **more}


def payment(customer: str, total: float, *applied: tuple[str, str, float]) -> Json:
    """Return a payment that applies ``(type, id, amount)``."""
    lines = [{"Amount": amount, "LinkedTxn": [{"TxnId": row_id, "TxnType": kind}]} for kind, row_id, amount in applied]
    return {"CustomerRef": {"value": customer}, "TotalAmt": total, "Line": lines}
