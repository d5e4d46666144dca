"""Voiding and deleting, and the closing date (sections 6 and 7)."""

import pytest

from tests.simulators.quickbooks_desktop.errors import CANNOT_PARSE
from tests.unit.simulators.quickbooks_desktop.program import Answer, Json, Program, document, refusal_by_hand

pytestmark = pytest.mark.unit

DELETED = "<TxnDeletedQueryRq><TxnDelType>Bill</TxnDelType>{}</TxnDeletedQueryRq>"


@pytest.fixture
def program() -> Program:
    program = Program()
    program.vendor()
    program.customer()
    return program


def void(program: Program, entity: str, row: Json) -> Answer:
    return program.one(f"<TxnVoidRq><TxnVoidType>{entity}</TxnVoidType><TxnID>{row['TxnID']}</TxnID></TxnVoidRq>")


def delete(program: Program, entity: str, row: Json) -> Answer:
    return program.one(f"<TxnDelRq><TxnDelType>{entity}</TxnDelType><TxnID>{row['TxnID']}</TxnID></TxnDelRq>")


def delete_entry(program: Program, entity: str, row: Json) -> Answer:
    return program.one(f"<ListDelRq><ListDelType>{entity}</ListDelType><ListID>{row['ListID']}</ListID></ListDelRq>")


def payment(program: Program, bill: Json, amount: str) -> Json:
    applied = [{"TxnID": bill["TxnID"], "PaymentAmount": amount}]
    return program.file.create(
        "BillPaymentCheck",
        {
            "PayeeEntityRef": "Acme Supply",
            "TxnDate": "2024-05-20",
            "BankAccountRef": "Checking",
            "RefNumber": "P-1",
            "AppliedToTxn": applied,
        },
    )


def test_a_void_transaction_stays_with_zero_amounts(program: Program) -> None:
    bill = program.bill("100.00", RefNumber="INV-1", Memo="rent")
    answer = void(program, "Bill", bill)
    assert answer.kinds == ["TxnVoidType", "TxnID", "TimeCreated", "TimeModified", "RefNumber"]
    assert answer.rows[:2] == ["Bill", bill["TxnID"]]
    after = program.found("Bill", bill["TxnID"])
    assert (after["AmountDue"], after["OpenAmount"], after["Memo"]) == ("0.00", "0.00", "VOID: rent")
    assert [each["Amount"] for each in after["ExpenseLineRet"]] == ["0.00"]
    assert int(after["EditSequence"]) > int(bill["EditSequence"])
    assert program.found("Vendor", "Acme Supply")["Balance"] == "0.00"
    assert program.found("Account", "Rent")["Balance"] == "0.00"


def test_a_void_payment_frees_what_it_paid(program: Program) -> None:
    bill = program.bill("100.00")
    row = payment(program, bill, "100.00")
    assert void(program, "BillPaymentCheck", row).code == 0
    assert program.found("Bill", bill["TxnID"])["OpenAmount"] == "100.00"
    after = program.found("BillPaymentCheck", row["TxnID"])
    assert (after["Amount"], "AppliedToTxnRet" in after) == ("0.00", False)
    assert program.found("Account", "Checking")["Balance"] == "0.00"


def test_a_received_payment_cannot_be_voided(program: Program) -> None:
    row = program.file.create(
        "ReceivePayment", {"CustomerRef": "Beta LLC", "TotalAmount": "5.00", "IsAutoApply": False}
    )
    inside = f"<TxnVoidType>ReceivePayment</TxnVoidType><TxnID>{row['TxnID']}</TxnID>"
    assert program.refused(document(f"<TxnVoidRq>{inside}</TxnVoidRq>")) == CANNOT_PARSE
    assert refusal_by_hand(program.file.void, "ReceivePayment", row["TxnID"])[0] == 3185
    assert delete(program, "ReceivePayment", row).code == 0
    assert program.found("Customer", "Beta LLC")["Balance"] == "0.00"


def test_a_deleted_transaction_is_gone_and_remembered(program: Program) -> None:
    bill = program.bill("100.00", RefNumber="INV-1")
    program.clock.advance(60)
    answer = delete(program, "Bill", bill)
    assert answer.kinds == ["TxnDelType", "TxnID", "TimeDeleted", "RefNumber"]
    assert program.query("Bill", f"<TxnID>{bill['TxnID']}</TxnID>").code == 500
    assert program.query("Bill", "<RefNumber>INV-1</RefNumber>").code == 500
    row = program.one(DELETED.format("")).row
    assert row == {
        "TxnDelType": "Bill",
        "TxnID": bill["TxnID"],
        "TimeCreated": "2024-06-03T09:00:00-08:00",
        "TimeDeleted": "2024-06-03T09:01:00-08:00",
        "RefNumber": "INV-1",
    }


def test_deletions_are_found_by_kind_and_time(program: Program) -> None:
    delete(program, "Bill", program.bill())
    other = "<TxnDeletedQueryRq><TxnDelType>Invoice</TxnDelType></TxnDeletedQueryRq>"
    assert program.one(other).code == 1
    since = "<DeletedDateRangeFilter><FromDeletedDate>{}</FromDeletedDate></DeletedDateRangeFilter>"
    assert program.one(DELETED.format(since.format("2024-06-03T09:00:00"))).code == 0
    assert program.one(DELETED.format(since.format("2024-06-03T09:00:01"))).code == 1


def test_deletions_are_forgotten_after_90_days(program: Program) -> None:
    delete(program, "Bill", program.bill())
    program.clock.advance(90 * 86400)
    assert program.one(DELETED.format("")).code == 0
    program.clock.advance(1)
    assert program.one(DELETED.format("")).code == 1


def test_what_a_deleted_payment_paid_is_open_again(program: Program) -> None:
    bill = program.bill("100.00")
    delete(program, "BillPaymentCheck", payment(program, bill, "60.00"))
    after = program.found("Bill", bill["TxnID"])
    assert (after["OpenAmount"], "LinkedTxn" in after) == ("100.00", False)


def test_what_paid_a_deleted_bill_is_not_applied_any_more(program: Program) -> None:
    bill = program.bill("100.00")
    row = payment(program, bill, "60.00")
    delete(program, "Bill", bill)
    assert "AppliedToTxnRet" not in program.found("BillPaymentCheck", row["TxnID"])
    assert program.found("Vendor", "Acme Supply")["Balance"] == "-60.00"


@pytest.mark.parametrize("remove", [void, delete])
def test_what_is_not_there_cannot_be_removed(program: Program, remove: object) -> None:
    assert callable(remove)
    assert remove(program, "Bill", {"TxnID": "1A2B-1400000000"}).code == 3120
    assert remove(program, "Bill", program.invoice()).code == 3120


def test_only_unused_entries_can_be_deleted(program: Program) -> None:
    bill, vendor = program.bill(), program.found("Vendor", "Acme Supply")
    answer = delete_entry(program, "Vendor", vendor)
    assert (answer.code, answer.message.split(".", 1)[0]) == (
        3160,
        f'Cannot delete the object specified by the id = "{vendor["ListID"]}"',
    )
    assert delete_entry(program, "Account", program.found("Account", "Rent")).code == 3160
    delete(program, "Bill", bill)
    answer = delete_entry(program, "Vendor", vendor)
    assert answer.kinds == ["ListDelType", "ListID", "TimeCreated", "TimeDeleted", "FullName"]
    row = program.one("<ListDeletedQueryRq><ListDelType>Vendor</ListDelType></ListDeletedQueryRq>").row
    assert (row["ListID"], row["FullName"]) == (vendor["ListID"], "Acme Supply")
    assert program.add("Vendor", "<Name>Acme Supply</Name>").code == 0


def test_an_entry_with_children_is_in_use(program: Program) -> None:
    program.file.create("Customer", {"Name": "Roof", "ParentRef": "Beta LLC"})
    assert delete_entry(program, "Customer", program.found("Customer", "Beta LLC")).code == 3160


def test_the_closing_date_is_among_the_preferences(program: Program) -> None:
    program.file.closing_date = "2024-05-02"
    assert program.query("Preferences").row["AccountingPreferences"]["ClosingDate"] == "2024-05-02"


def test_nothing_is_entered_or_changed_on_or_before_the_closing_date(program: Program) -> None:
    bill = program.bill(TxnDate="2024-05-02")
    later = program.bill(TxnDate="2024-05-03")
    program.file.closing_date = "2024-05-02"
    closed = "An attempt was made to modify a Bill with a date that is on or before the closing date of the company."
    for answer in (
        program.change("Bill", bill, "<Memo>m</Memo>"),
        program.change("Bill", later, "<TxnDate>2024-05-01</TxnDate>"),
        program.add("Bill", "<VendorRef><FullName>Acme Supply</FullName></VendorRef><TxnDate>2024-05-02</TxnDate>"),
        void(program, "Bill", bill),
    ):
        assert (answer.code, answer.message) == (3171, closed)
    assert delete(program, "Bill", bill).code == 3161
    assert program.change("Bill", later, "<Memo>m</Memo>").code == 0
    assert len(program.file.rows("Bill")) == 2


def test_a_closed_bill_can_be_paid_later(program: Program) -> None:
    bill = program.bill("100.00", TxnDate="2024-05-02")
    program.file.closing_date = "2024-05-19"
    assert payment(program, bill, "100.00")["Amount"] == "100.00"
    program.file.closing_date = "2024-05-20"
    assert refusal_by_hand(payment, program, bill, "1.00")[0] == 3171
