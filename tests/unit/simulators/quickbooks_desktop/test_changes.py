"""Every kind of transaction that has a Mod request can be changed by it."""

import pytest

from tests.unit.simulators.quickbooks_desktop.program import Json, Program
from tests.unit.simulators.quickbooks_desktop.settlements import applied, pay_bill, receive

pytestmark = pytest.mark.unit

CHANGEABLE = [
    *("Bill", "VendorCredit", "BillPaymentCheck", "Check", "CreditCardCharge"),
    *("Invoice", "CreditMemo", "SalesReceipt", "ReceivePayment"),
]


@pytest.fixture
def program() -> Program:
    program = Program()
    program.vendor()
    program.customer()
    return program


def made(program: Program, entity: str) -> Json:
    """Return a transaction of the kind, as it was made."""
    if entity == "BillPaymentCheck":
        return pay_bill(program, applied(program.bill(), "5.00")).row
    if entity == "ReceivePayment":
        return receive(program, "5.00", applied(program.invoice(), "5.00")).row
    bought: Json = {"ExpenseLine": [{"AccountRef": "Rent", "Amount": "5.00"}]}
    fields: dict[str, Json] = {
        "Bill": {"VendorRef": "Acme Supply", **bought},
        "VendorCredit": {"VendorRef": "Acme Supply", **bought},
        "Check": {"AccountRef": "Checking", **bought},
        "CreditCardCharge": {"AccountRef": "Visa", **bought},
    }
    sold = {"CustomerRef": "Beta LLC", f"{entity}Line": [{"ItemRef": "Consulting"}]}
    return program.file.create(entity, fields.get(entity, sold))


@pytest.mark.parametrize("entity", CHANGEABLE)
def test_a_memo_is_changed_and_everything_else_stays(program: Program, entity: str) -> None:
    row = made(program, entity)
    before = program.found(entity, row["TxnID"])
    program.clock.advance(60)
    assert program.change(entity, before, "<Memo>corrected</Memo>").code == 0
    after = program.found(entity, row["TxnID"])
    assert after["Memo"] == "corrected"
    assert int(after["EditSequence"]) == int(before["EditSequence"]) + 60
    unlike = {name for name in after if after[name] != before.get(name)}
    assert unlike == {"Memo", "EditSequence", "TimeModified"}


@pytest.mark.parametrize("entity", CHANGEABLE)
def test_a_stale_change_changes_nothing(program: Program, entity: str) -> None:
    row = made(program, entity)
    assert program.change(entity, row, "<Memo>late</Memo>", sequence="1").code == 3200
    assert "Memo" not in program.found(entity, row["TxnID"])


@pytest.mark.parametrize("entity", CHANGEABLE)
def test_a_change_that_fails_changes_nothing(program: Program, entity: str) -> None:
    row = made(program, entity)
    before = program.found(entity, row["TxnID"])
    program.file.closing_date = "2024-07-01"
    assert program.change(entity, before, "<Memo>late</Memo>").code == 3171
    assert program.found(entity, row["TxnID"]) == before
