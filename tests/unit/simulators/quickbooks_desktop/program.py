"""A program at work with a simulated company file, as the tests write it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import pytest

from tests.simulators.chassis.clock import Clock
from tests.simulators.quickbooks_desktop.company_file import CompanyFile
from tests.simulators.quickbooks_desktop.errors import QuickBooksError, StatusError
from tests.simulators.quickbooks_desktop.xml_reading import Node, read_document

Json: TypeAlias = dict[str, Any]
OWNER: Final = "{57F3B9B1-86F1-4fcc-B1EE-566DE1813D20}"
START: Final = datetime(2024, 6, 3, 17, 0, tzinfo=UTC)
NO_MATCH: Final = "A query request did not find a matching object in QuickBooks"


@dataclass(frozen=True)
class Answer:
    """The response to one request. ``rows`` are the elements that it returned, ``kinds`` their names."""

    name: str
    attributes: dict[str, str]
    kinds: list[str]
    rows: list[Any]

    @property
    def code(self) -> int:
        return int(self.attributes["statusCode"])

    @property
    def severity(self) -> str:
        return self.attributes["statusSeverity"]

    @property
    def message(self) -> str:
        return self.attributes["statusMessage"]

    @property
    def row(self) -> Json:
        """The only element that was returned; the request must have succeeded."""
        assert self.code == 0, self.message
        (row,) = self.rows
        assert isinstance(row, dict)
        return row


def document(*requests: str, on_error: str = "continueOnError", envelope: str = "") -> str:
    """Return a whole message."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<?qbxml version="13.0"?>\n'
        f'<QBXML><QBXMLMsgsRq onError="{on_error}"{envelope}>{"".join(requests)}</QBXMLMsgsRq></QBXML>'
    )


def message_of(response: str) -> Node:
    """Return the QBXMLMsgsRs of a response document."""
    assert response.startswith('<?xml version="1.0" ?>')
    read = read_document(response)
    assert read.instructions == {}
    (message,) = read.root.children
    assert (read.root.tag, message.tag) == ("QBXML", "QBXMLMsgsRs")
    return message


def answers_of(response: str) -> list[Answer]:
    """Return the responses of a response document."""
    return [
        Answer(each.tag, each.attributes, [row.tag for row in each.children], [plain(row) for row in each.children])
        for each in message_of(response).children
    ]


def plain(node: Node) -> Any:
    """Return an element as its text, or as a dict, in which what may repeat (lines, links) is a list."""
    if not node.children:
        return node.text
    made: Json = {}
    for child in node.children:
        if child.tag in made or child.tag.endswith(("LineRet", "ToTxnRet", "LinkedTxn", "DataExtRet")):
            made.setdefault(child.tag, [])
            if not isinstance(made[child.tag], list):
                made[child.tag] = [made[child.tag]]
            made[child.tag].append(plain(child))
        else:
            made[child.tag] = plain(child)
    return made


class Program:
    """A session with a company file on a clock that stands still."""

    def __init__(self, *, seed: bool = True, start: datetime = START) -> None:
        self.clock = Clock.standing(start)
        self.file = CompanyFile(r"C:\Books\Demo.qbw", "Demo Company", self.clock, seed=seed)
        self.session = self.file.begin(OWNER)

    def again(self) -> None:
        """End the session and begin a new one."""
        self.session.end()
        self.session = self.file.begin(OWNER)

    def ask(self, *requests: str, on_error: str = "continueOnError", envelope: str = "") -> list[Answer]:
        """Send the requests in one message."""
        return answers_of(self.session.process(document(*requests, on_error=on_error, envelope=envelope)))

    def one(self, request: str) -> Answer:
        """Send one request."""
        (answer,) = self.ask(request)
        return answer

    def add(self, entity: str, inside: str) -> Answer:
        """Send an Add request."""
        return self.one(f"<{entity}AddRq><{entity}Add>{inside}</{entity}Add></{entity}AddRq>")

    def change(self, entity: str, row: Json, inside: str, *, sequence: str = "") -> Answer:
        """Send a Mod request for a row that was returned."""
        name = "TxnID" if "TxnID" in row else "ListID"
        head = f"<{name}>{row[name]}</{name}><EditSequence>{sequence or row['EditSequence']}</EditSequence>"
        return self.one(f"<{entity}ModRq><{entity}Mod>{head}{inside}</{entity}Mod></{entity}ModRq>")

    def query(self, entity: str, inside: str = "", attributes: str = "") -> Answer:
        """Send a query."""
        return self.one(f"<{entity}QueryRq{attributes}>{inside}</{entity}QueryRq>")

    def found(self, entity: str, identifier: str) -> Json:
        """Return a record as it is now, whole."""
        return next(
            row
            for row in self.file.rows(entity)
            if identifier in {row.get("TxnID"), row.get("ListID"), row.get("Name")}
        )

    def vendor(self, name: str = "Acme Supply") -> Json:
        """Make a vendor by hand."""
        return self.file.create("Vendor", {"Name": name})

    def customer(self, name: str = "Beta LLC") -> Json:
        """Make a customer by hand, who pays no sales tax."""
        return self.file.create("Customer", {"Name": name, "SalesTaxCodeRef": "Non"})

    def bill(self, amount: str = "100.00", vendor: str = "Acme Supply", **fields: Any) -> Json:
        """Make a bill by hand, with one line."""
        line = {"AccountRef": "Rent", "Amount": amount}
        return self.file.create("Bill", {"VendorRef": vendor, "TxnDate": "2024-05-02", "ExpenseLine": [line], **fields})

    def invoice(self, amount: str = "100.00", customer: str = "Beta LLC", **fields: Any) -> Json:
        """Make an invoice by hand, with one line."""
        line = {"ItemRef": "Consulting", "Amount": amount}
        return self.file.create(
            "Invoice", {"CustomerRef": customer, "TxnDate": "2024-05-02", "InvoiceLine": [line], **fields}
        )

    def refused(self, message: str) -> str:
        """Send a whole message that is to be refused; return the HRESULT."""
        with pytest.raises(QuickBooksError) as refusal:
            self.session.process(message)
        return refusal.value.hresult


def refusal_by_hand(create: Any, *given: Any) -> tuple[int, str]:
    """Do by hand what is to be refused; return the status code and its message."""
    with pytest.raises(StatusError) as refusal:
        create(*given)
    return refusal.value.code, refusal.value.message
