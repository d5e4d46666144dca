"""Bills and their queries: defaults, lines, changes, filters (section 6)."""

import pytest

from tests.simulators.quickbooks_desktop.errors import CANNOT_PARSE
from tests.unit.simulators.quickbooks_desktop.program import Json, Program, document

pytestmark = pytest.mark.unit

VENDOR = "<VendorRef><FullName>Acme Supply</FullName></VendorRef>"
RENT = "<AccountRef><FullName>Rent</FullName></AccountRef>"


@pytest.fixture
def program() -> Program:
    program = Program()
    program.vendor()
    return program


def line(amount: str, account: str = RENT) -> str:
    return f"<ExpenseLineAdd>{account}<Amount>{amount}</Amount></ExpenseLineAdd>"


def test_a_bill_is_returned_with_what_quickbooks_adds(program: Program) -> None:
    row = program.add("Bill", f"{VENDOR}<RefNumber>1</RefNumber>{line('10.00')}{line('-2.50')}").row
    assert row["AmountDue"] == row["OpenAmount"] == "7.50"
    assert (row["TxnDate"], row["DueDate"], row["IsPaid"]) == ("2024-06-03", "2024-06-13", "false")
    assert row["APAccountRef"]["FullName"] == "Accounts Payable"
    assert [each["Amount"] for each in row["ExpenseLineRet"]] == ["10.00", "-2.50"]
    assert len({each["TxnLineID"] for each in row["ExpenseLineRet"]}) == 2
    assert program.found("Vendor", "Acme Supply")["Balance"] == "7.50"
    assert program.found("Account", "Rent")["Balance"] == "7.50"
    assert program.found("Account", "Accounts Payable")["Balance"] == "7.50"


def test_terms_make_the_due_date(program: Program) -> None:
    dated = "<TxnDate>2024-05-02</TxnDate>"
    net = "<TermsRef><FullName>Net 30</FullName></TermsRef>"
    assert program.add("Bill", f"{VENDOR}{dated}{net}{line('1.00')}").row["DueDate"] == "2024-06-01"
    driven = "<TermsRef><FullName>1st of the month</FullName></TermsRef>"
    assert program.add("Bill", f"{VENDOR}{dated}{driven}{line('1.00')}").row["DueDate"] == "2024-06-01"
    late = "<TxnDate>2024-05-25</TxnDate>"
    assert program.add("Bill", f"{VENDOR}{late}{driven}{line('1.00')}").row["DueDate"] == "2024-07-01"


def test_the_vendors_terms_are_taken(program: Program) -> None:
    program.file.create("Vendor", {"Name": "Slow", "TermsRef": "Net 30"})
    row = program.bill(vendor="Slow")
    assert (row["TermsRef"]["FullName"], row["DueDate"]) == ("Net 30", "2024-06-01")


def test_numbers_of_bills_may_repeat(program: Program) -> None:
    for _ in range(2):
        assert program.add("Bill", f"{VENDOR}<RefNumber>INV-1</RefNumber>{line('1.00')}").code == 0
    assert len(program.query("Bill", "<RefNumber>inv-1</RefNumber>").rows) == 2
    assert program.query("Bill", "<RefNumberCaseSensitive>inv-1</RefNumberCaseSensitive>").code == 500


@pytest.mark.parametrize(
    ("inside", "kind", "name"),
    [
        ("<VendorRef><FullName>Nobody</FullName></VendorRef>", "Vendor", "Nobody"),
        (f"{VENDOR}<TermsRef><FullName>Net 99</FullName></TermsRef>", "Terms", "Net 99"),
        (VENDOR + line("1.00", "<AccountRef><FullName>Yacht</FullName></AccountRef>"), "Account", "Yacht"),
        (
            f"{VENDOR}<ItemLineAdd><ItemRef><FullName>Yacht</FullName></ItemRef></ItemLineAdd>",
            "Item",
            "Yacht",
        ),
    ],
)
def test_what_a_bill_refers_to_must_exist(program: Program, inside: str, kind: str, name: str) -> None:
    answer = program.add("Bill", inside)
    assert answer.code == 3140
    assert answer.message.startswith(f'There is an invalid reference to QuickBooks {kind} "{name}" in the Bill.')
    assert program.file.rows("Bill") == []


def test_an_account_of_the_wrong_type_is_refused(program: Program) -> None:
    answer = program.add("Bill", f"{VENDOR}<APAccountRef><FullName>Rent</FullName></APAccountRef>{line('1.00')}")
    assert answer.code == 3210
    assert answer.message.startswith('The "APAccountRef" field has an invalid value "Rent".')


def test_an_item_line_has_its_cost_from_the_item_or_the_amount(program: Program) -> None:
    item = "<ItemRef><FullName>Installation</FullName></ItemRef>"
    row = program.add("Bill", f"{VENDOR}<ItemLineAdd>{item}<Quantity>3</Quantity></ItemLineAdd>").row
    (made,) = row["ItemLineRet"]
    assert (made["Desc"], made["Cost"], made["Amount"]) == ("Installation by a subcontractor", "50", "150.00")
    given = f"{VENDOR}<ItemLineAdd>{item}<Quantity>3</Quantity><Amount>10.00</Amount></ItemLineAdd>"
    (made,) = program.add("Bill", given).row["ItemLineRet"]
    assert (made["Cost"], made["Amount"]) == ("3.33333", "10.00")
    assert program.found("Account", "Professional Fees")["Balance"] == "160.00"


def lines_of(row: Json) -> list[tuple[str, str]]:
    return [(each["TxnLineID"], each["Amount"]) for each in row["ExpenseLineRet"]]


def test_lines_that_a_change_does_not_list_are_deleted(program: Program) -> None:
    row = program.add("Bill", VENDOR + line("1.00") + line("2.00") + line("3.00")).row
    (first, _), (second, _), _ = lines_of(row)
    keep = f"<ExpenseLineMod><TxnLineID>{second}</TxnLineID><Amount>20.00</Amount></ExpenseLineMod>"
    new = f"<ExpenseLineMod><TxnLineID>-1</TxnLineID>{RENT}<Amount>5.00</Amount></ExpenseLineMod>"
    changed = program.change("Bill", row, keep + new).row
    (kept, amount), (added, other) = lines_of(changed)
    assert (kept, amount, other) == (second, "20.00", "5.00")
    assert added not in {first, second}
    assert changed["ExpenseLineRet"][0]["AccountRef"]["FullName"] == "Rent"
    assert (changed["AmountDue"], program.found("Account", "Rent")["Balance"]) == ("25.00", "25.00")


def test_a_change_that_lists_no_line_leaves_them(program: Program) -> None:
    row = program.add("Bill", VENDOR + line("1.00") + line("2.00")).row
    changed = program.change("Bill", row, "<Memo>m</Memo>").row
    assert lines_of(changed) == lines_of(row)
    cleared = program.change("Bill", changed, "<ClearExpenseLines>true</ClearExpenseLines>").row
    assert ("ExpenseLineRet" in cleared, cleared["AmountDue"]) == (False, "0.00")


def test_a_line_of_another_bill_cannot_be_changed(program: Program) -> None:
    row = program.bill()
    answer = program.change("Bill", row, "<ExpenseLineMod><TxnLineID>FF-1415929219</TxnLineID></ExpenseLineMod>")
    assert answer.code == 3120


def test_a_stale_change_of_a_bill_is_3200(program: Program) -> None:
    row = program.bill()
    program.file.update("Bill", row["TxnID"], {"Memo": "by hand"})
    assert program.change("Bill", row, "<Memo>late</Memo>").code == 3200
    assert program.found("Bill", row["TxnID"])["Memo"] == "by hand"


def test_an_external_guid_is_kept_and_cannot_be_changed(program: Program) -> None:
    guid = "{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}"
    row = program.add("Bill", f"{VENDOR}<ExternalGUID>{guid}</ExternalGUID>{line('1.00')}").row
    assert row["ExternalGUID"] == guid
    head = f"<TxnID>{row['TxnID']}</TxnID><EditSequence>{row['EditSequence']}</EditSequence>"
    change = f"<BillMod>{head}<ExternalGUID>{guid}</ExternalGUID></BillMod>"
    assert program.refused(document(f"<BillModRq>{change}</BillModRq>")) == CANNOT_PARSE


def test_a_bill_that_a_user_has_open_is_locked(program: Program) -> None:
    row = program.bill()
    program.file.edit(row["TxnID"])
    assert program.change("Bill", row, "<Memo>m</Memo>").code == 3175
    program.file.close(row["TxnID"])
    assert program.change("Bill", row, "<Memo>m</Memo>").code == 0


def test_lines_and_links_come_only_when_asked_for(program: Program) -> None:
    program.bill()
    assert {"ExpenseLineRet", "LinkedTxn"} & program.query("Bill").row.keys() == set()
    assert "ExpenseLineRet" in program.query("Bill", "<IncludeLineItems>true</IncludeLineItems>").row


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("<EntityFilter><FullName>Other</FullName></EntityFilter>", ["3"]),
        ("<AccountFilter><FullName>Accounts Payable</FullName></AccountFilter>", ["1", "2", "3"]),
        ("<TxnDateRangeFilter><FromTxnDate>2024-05-03</FromTxnDate></TxnDateRangeFilter>", ["2"]),
        ("<TxnDateRangeFilter><ToTxnDate>2024-05-02</ToTxnDate></TxnDateRangeFilter>", ["1", "3"]),
        ("<TxnDateRangeFilter><DateMacro>LastMonth</DateMacro></TxnDateRangeFilter>", ["1", "2", "3"]),
        (
            "<RefNumberFilter><MatchCriterion>EndsWith</MatchCriterion><RefNumber>2</RefNumber></RefNumberFilter>",
            ["2"],
        ),
        ("<RefNumberRangeFilter><FromRefNumber>2</FromRefNumber></RefNumberRangeFilter>", ["2", "3"]),
        ("<PaidStatus>PaidOnly</PaidStatus>", []),
        ("<PaidStatus>NotPaidOnly</PaidStatus>", ["1", "2", "3"]),
        ("<MaxReturned>1</MaxReturned>", ["1"]),
        ("<RefNumber>3</RefNumber><RefNumber>1</RefNumber>", ["3", "1"]),
    ],
)
def test_bills_are_found_by_filters(program: Program, inside: str, found: list[str]) -> None:
    program.vendor("Other")
    program.bill(RefNumber="1")
    program.bill(RefNumber="2", TxnDate="2024-05-31")
    program.bill(RefNumber="3", vendor="Other")
    assert [row["RefNumber"] for row in program.query("Bill", inside).rows] == found


def test_bills_are_found_by_when_they_were_modified(program: Program) -> None:
    first, second = program.bill(RefNumber="1"), program.bill(RefNumber="2")
    program.clock.advance(60)
    program.file.update("Bill", first["TxnID"], {"Memo": "m"})
    since = (
        "<ModifiedDateRangeFilter><FromModifiedDate>2024-06-03T09:00:01</FromModifiedDate></ModifiedDateRangeFilter>"
    )
    assert [row["TxnID"] for row in program.query("Bill", since).rows] == [first["TxnID"]]
    assert second["TimeModified"] == "2024-06-03T09:00:00-08:00"


def test_a_filter_by_a_name_that_does_not_exist_is_3140(program: Program) -> None:
    assert program.query("Bill", "<EntityFilter><FullName>Nobody</FullName></EntityFilter>").code == 3140


def test_transactions_have_iterators(program: Program) -> None:
    for number in "123":
        program.bill(RefNumber=number)
    slim = "<MaxReturned>2</MaxReturned><IncludeRetElement>TxnID</IncludeRetElement>"
    first = program.query("Bill", slim, ' iterator="Start"')
    assert first.attributes["iteratorRemainingCount"] == "1"
    rest = program.query("Bill", slim, f' iterator="Continue" iteratorID="{first.attributes["iteratorID"]}"')
    assert [list(row) for row in [*first.rows, *rest.rows]] == [["TxnID"]] * 3


@pytest.mark.parametrize("query", ["ReceivePayment", "BillPaymentCheck"])
def test_payments_have_no_linked_transactions_to_include(program: Program, query: str) -> None:
    inside = f"<{query}QueryRq><IncludeLinkedTxns>true</IncludeLinkedTxns></{query}QueryRq>"
    assert program.refused(document(inside)) == CANNOT_PARSE


@pytest.mark.parametrize("entity", ["Check", "CreditCardCharge"])
def test_an_expense_moves_money(program: Program, entity: str) -> None:
    account = "Checking" if entity == "Check" else "Visa"
    row = program.add(entity, f"<AccountRef><FullName>{account}</FullName></AccountRef>{line('12.00')}").row
    assert (row["Amount"], row["ExpenseLineRet"][0]["Amount"]) == ("12.00", "12.00")
    assert program.found("Account", account)["Balance"] == ("-12.00" if entity == "Check" else "12.00")
    changed = program.change(entity, row, "<Memo>m</Memo>").row
    assert changed["Memo"] == "m"


def test_a_bill_needs_a_vendor_by_name(program: Program) -> None:
    answer = program.add("Bill", "<VendorRef><FullName></FullName></VendorRef>")
    assert (answer.code, answer.message) == (3150, 'There is a missing element: "VendorRef".')


def test_listing_a_line_of_one_kind_deletes_those_of_the_other(program: Program) -> None:
    item = "<ItemLineAdd><ItemRef><FullName>Installation</FullName></ItemRef><Amount>9.00</Amount></ItemLineAdd>"
    row = program.add("Bill", VENDOR + line("1.00") + item).row
    ((kept, _),) = lines_of(row)
    changed = program.change("Bill", row, f"<ExpenseLineMod><TxnLineID>{kept}</TxnLineID></ExpenseLineMod>").row
    assert (lines_of(changed), "ItemLineRet" in changed, changed["AmountDue"]) == ([(kept, "1.00")], False, "1.00")
