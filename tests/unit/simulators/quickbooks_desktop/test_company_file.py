"""What users do in a company file by hand, backups, clocks, sessions, and speed."""

import time
from datetime import date
from decimal import Decimal

import pytest

from tests.simulators.quickbooks_desktop.errors import MODAL_DIALOG, SESSION_ENDED, SINGLE_USER_TAKEN, QuickBooksError
from tests.unit.simulators.quickbooks_desktop.program import OWNER, Program, document, refusal_by_hand

pytestmark = pytest.mark.unit


@pytest.fixture
def program() -> Program:
    return Program()


def test_users_enter_python_values(program: Program) -> None:
    program.vendor()
    row = program.file.create(
        "Bill",
        {
            "VendorRef": "Acme Supply",
            "TxnDate": date(2024, 5, 2),
            "ExpenseLine": [{"Amount": Decimal("5.5"), "AccountRef": "Rent"}],
        },
    )
    assert (row["TxnDate"], row["AmountDue"]) == ("2024-05-02", "5.50")
    assert program.query("Bill", f"<TxnID>{row['TxnID']}</TxnID>").code == 0


def test_users_obey_the_same_rules(program: Program) -> None:
    program.vendor("A")
    assert refusal_by_hand(program.file.create, "Customer", {"Name": "a"}) == (
        3100,
        'The name "a" of the list element is already in use.',
    )
    assert refusal_by_hand(program.file.create, "Vendor", {"Name": "x" * 42})[0] == 3070
    with pytest.raises(QuickBooksError):
        program.file.create("Vendor", {"Name": "B", "Nick": "b"})
    with pytest.raises(QuickBooksError):
        program.file.create("Ship", {"Name": "B"})


def test_users_change_records_without_an_edit_sequence(program: Program) -> None:
    row = program.file.create("Vendor", {"Name": "A", "TermsRef": "Net 30", "Phone": "1"})
    program.clock.advance(5)
    changed = program.file.update("Vendor", row["ListID"], {"Phone": "2", "TermsRef": ""})
    assert (changed["Phone"], "TermsRef" in changed) == ("2", False)
    assert int(changed["EditSequence"]) == int(row["EditSequence"]) + 5
    assert changed["TimeModified"] > row["TimeModified"]


def test_users_change_what_programs_cannot(program: Program) -> None:
    terms = program.query("StandardTerms", "<FullName>Net 30</FullName>").row
    program.file.update("StandardTerms", terms["ListID"], {"StdDueDays": 31})
    account = program.query("Account", "<FullName>Rent</FullName>").row
    program.file.update("Account", account["ListID"], {"Name": "Rent or Lease", "AccountNumber": "6101"})
    assert program.query("StandardTerms", "<FullName>Net 30</FullName>").row["StdDueDays"] == "31"
    assert program.query("Account", "<FullName>Rent or Lease</FullName>").row["AccountNumber"] == "6101"


def test_users_void_and_delete(program: Program) -> None:
    vendor = program.vendor()
    one, two = program.bill(), program.bill()
    program.file.void("Bill", one["TxnID"])
    program.file.delete("Bill", two["TxnID"])
    assert [row["AmountDue"] for row in program.file.rows("Bill")] == ["0.00"]
    assert refusal_by_hand(program.file.delete, "Vendor", vendor["ListID"])[0] == 3160


def test_users_may_change_what_they_have_open_themselves(program: Program) -> None:
    row = program.vendor()
    program.file.edit(row["ListID"])
    assert program.file.is_locked(row["ListID"])
    assert program.change("Vendor", row, "<Phone>1</Phone>").code == 3175
    assert program.file.update("Vendor", row["ListID"], {"Phone": "2"})["Phone"] == "2"


def test_an_older_file_comes_back(program: Program) -> None:
    row = program.vendor()
    backup = program.file.backup()
    program.clock.advance(60)
    changed = program.change("Vendor", row, "<Phone>1</Phone>").row
    program.bill()
    program.file.closing_date = "2024-01-01"
    program.file.restore(backup)
    assert program.refused(document("<HostQueryRq/>")) == SESSION_ENDED
    program.again()
    assert program.file.rows("Vendor") == [row]
    assert program.file.rows("Bill") == []
    assert program.query("Preferences").row["AccountingPreferences"].get("ClosingDate") is None
    assert program.change("Vendor", changed, "<Phone>2</Phone>").code == 3200
    program.vendor("Another")
    program.file.restore(backup)
    assert program.file.rows("Vendor") == [row]


def test_ids_tell_what_they_are_of_and_never_repeat(program: Program) -> None:
    program.vendor("A")
    bills = [program.bill(vendor="A") for _ in range(3)]
    ids = {row["TxnID"] for row in bills} | {row["ExpenseLineRet"][0]["TxnLineID"] for row in bills}
    assert len(ids) == 6
    assert {each.split("-")[1] for each in ids} == {"1717434000"}


def test_the_clock_of_a_pc_may_be_wrong(program: Program) -> None:
    program.file.machine_skews["PC-2"] = 3600
    program.session = program.file.begin(OWNER, machine="PC-2")
    fast = program.add("Vendor", "<Name>A</Name>").row
    program.again()
    right = program.add("Vendor", "<Name>B</Name>").row
    assert (fast["TimeModified"], right["TimeModified"]) == (
        "2024-06-03T10:00:00-08:00",
        "2024-06-03T09:00:00-08:00",
    )
    assert fast["EditSequence"] == right["EditSequence"]


def test_single_user_access_needs_the_file_for_itself(program: Program) -> None:
    with pytest.raises(QuickBooksError) as refusal:
        program.file.begin(OWNER, single_user=True)
    assert refusal.value.hresult == SINGLE_USER_TAKEN
    program.session.end()
    assert program.file.begin(OWNER, single_user=True).process(document("<HostQueryRq/>"))


def test_no_session_begins_while_a_dialog_is_open(program: Program) -> None:
    program.file.modal_dialog = True
    with pytest.raises(QuickBooksError) as refusal:
        program.file.begin(OWNER)
    assert refusal.value.hresult == MODAL_DIALOG


def test_the_next_requests_of_a_kind_can_be_made_to_fail(program: Program) -> None:
    program.file.fail_next("VendorAddRq", 3260, times=2)
    assert program.query("Vendor").code == 1
    first, second, third = (program.add("Vendor", "<Name>A</Name>") for _ in range(3))
    assert (first.code, first.message) == (3260, "Insufficient permission level to perform this action.")
    assert (second.code, third.code) == (3260, 0)
    program.file.fail_next(status_code=1000, message="out of order")
    answer = program.query("Vendor")
    assert (answer.code, answer.severity, answer.message) == (1000, "Error", "out of order")


def test_a_file_can_be_made_empty() -> None:
    assert Program(seed=False).query("Account").code == 1


def test_large_files_are_quick(program: Program) -> None:
    program.vendor()
    for number in range(2000):
        program.bill(RefNumber=str(number))
    lines = (
        "<ExpenseLineAdd><AccountRef><FullName>Rent</FullName></AccountRef><Amount>1.00</Amount></ExpenseLineAdd>" * 5
    )
    add = f"<BillAddRq><BillAdd><VendorRef><FullName>Acme Supply</FullName></VendorRef>{lines}</BillAdd></BillAddRq>"
    start = time.process_time()
    program.ask(*[add] * 50)
    assert len(program.query("Bill", "<IncludeRetElement>TxnID</IncludeRetElement>").rows) == 2050
    assert program.query("Bill", "<RefNumber>77</RefNumber>").code == 0
    assert time.process_time() - start < 2
