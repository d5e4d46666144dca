"""A message is carried out whole or, if it breaks the schema, refused whole (section 5 of the vendor's rules)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.simulators.quickbooks_desktop.errors import CANNOT_PARSE, MODAL_DIALOG, SESSION_ENDED
from tests.unit.simulators.quickbooks_desktop.program import Program, answers_of, document

pytestmark = pytest.mark.unit

EXAMPLES = Path(__file__).parent / "examples"
"""The messages of the vendor's page, as they stand there."""
FIRST_TIME = (EXAMPLES / "company.xml").read_text(encoding="utf-8")
LISTS = (EXAMPLES / "lists.xml").read_text(encoding="utf-8")
TRANSACTIONS = (EXAMPLES / "transactions.xml").read_text(encoding="utf-8")
WRITES = (EXAMPLES / "writes.xml").read_text(encoding="utf-8")
ACME = '<VendorAddRq requestID="1"><VendorAdd><Name>Acme Supply</Name></VendorAdd></VendorAddRq>'


@pytest.fixture
def program() -> Program:
    return Program()


def test_host_company_and_preferences_answer_in_order(program: Program) -> None:
    host, company, preferences = answers_of(program.session.process(FIRST_TIME))
    assert [each.attributes["requestID"] for each in (host, company, preferences)] == ["1", "2", "3"]
    assert host.row["SupportedQBXMLVersion"][-1] == "13.0"
    assert (host.row["Country"], host.row["QBFileMode"]) == ("US", "MultiUser")
    assert (company.row["CompanyName"], company.row["IsSampleCompany"]) == ("Demo Company", "false")
    assert "ClosingDate" not in preferences.row["AccountingPreferences"]


def test_the_examples_of_queries_are_answered(program: Program) -> None:
    vendors, accounts, terms = answers_of(program.session.process(LISTS))
    assert (vendors.code, vendors.severity, vendors.attributes["iteratorRemainingCount"]) == (1, "Info", "0")
    assert {"Checking", "Visa", "Accounts Payable"} <= {row["Name"] for row in accounts.rows}
    assert "Net 30" in {row["Name"] for row in terms.rows}
    bills, deleted = answers_of(program.session.process(TRANSACTIONS))
    assert (bills.code, deleted.code) == (1, 1)


def test_the_examples_of_writes_are_answered_one_by_one(program: Program) -> None:
    program.customer("Beta LLC")
    answers = answers_of(program.session.process(WRITES))
    assert [(each.name, each.code) for each in answers] == [
        ("VendorAddRs", 0),
        ("BillAddRs", 0),
        ("BillPaymentCheckAddRs", 3140),
        ("ReceivePaymentAddRs", 3120),
        ("InvoiceAddRs", 0),
        ("VendorCreditAddRs", 0),
        ("TxnVoidRs", 3120),
    ]
    assert answers[1].row["AmountDue"] == "125.50"
    assert answers[4].row["Subtotal"] == "50.00"


def test_the_example_response_is_what_a_new_file_answers() -> None:
    program = Program(seed=False, start=datetime.fromtimestamp(1400000000, UTC))
    program.one(ACME)
    response = program.session.process(
        document('<VendorQueryRq requestID="v1" iterator="Start"><MaxReturned>5</MaxReturned></VendorQueryRq>', ACME)
    )
    (row,) = answers_of(response)[0].rows
    assert row["ListID"] == "80000001-1400000000"
    assert row["TimeCreated"] == "2014-05-13T08:53:20-08:00"
    assert row["EditSequence"] == "1400000000"
    assert (
        '<VendorAddRs requestID="1" statusCode="3100" statusSeverity="Error" '
        'statusMessage="The name &quot;Acme Supply&quot; of the list element is already in use." />'
    ) in response


def test_a_response_has_a_request_id_only_if_the_request_had_one(program: Program) -> None:
    with_id, without = program.ask('<HostQueryRq requestID="a b"/>', "<HostQueryRq/>")
    assert with_id.attributes["requestID"] == "a b"
    assert "requestID" not in without.attributes


def test_a_request_id_has_at_most_50_characters(program: Program) -> None:
    fits, too_long = program.ask(
        f'<HostQueryRq requestID="{"x" * 50}"/>',
        f'<HostQueryRq requestID="{"x" * 51}"/>',
    )
    assert (fits.code, too_long.code) == (0, 1060)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(document(ACME)[:-3], id="cut off"),
        pytest.param(document(ACME).replace('<?qbxml version="13.0"?>', ""), id="no processing instruction"),
        pytest.param(document(ACME).replace('"13.0"', '"16.0"'), id="a version that is not supported"),
        pytest.param(document(ACME).replace(' onError="continueOnError"', ""), id="no onError"),
        pytest.param(document(ACME, on_error="goOn"), id="an unknown onError"),
        pytest.param(document(ACME, envelope=' priority="1"'), id="an unknown attribute of the envelope"),
        pytest.param(document(), id="no request"),
        pytest.param(document("<VendorRq/>"), id="an unknown request"),
        pytest.param(document(ACME.replace("requestID", "id")), id="an unknown attribute"),
        pytest.param(document("<VendorAddRq><VendorAdd/></VendorAddRq>"), id="a missing element"),
        pytest.param(document(ACME.replace("</Name>", "</Name><Nick>A</Nick>")), id="an unknown element"),
        pytest.param(document(ACME.replace("</Name>", "</Name><Phone>1</Phone><IsActive>true</IsActive>")), id="order"),
        pytest.param(document(ACME.replace("</Name>", "</Name><Name>B</Name>")), id="twice"),
        pytest.param(document(ACME.replace("</Name>", "</Name>text")), id="text between elements"),
        pytest.param(document("<!DOCTYPE a>" + ACME), id="a document type inside"),
        pytest.param("<!DOCTYPE QBXML>" + document(ACME).split("?>", 1)[1], id="a document type"),
    ],
)
def test_a_message_that_breaks_the_schema_is_refused_and_nothing_is_done(program: Program, message: str) -> None:
    assert program.refused(message) == CANNOT_PARSE
    assert program.file.rows("Vendor") == []


def test_one_bad_request_refuses_the_good_ones_before_it(program: Program) -> None:
    assert program.refused(document(ACME, "<BillAddRq><BillAdd/></BillAddRq>")) == CANNOT_PARSE
    assert program.file.rows("Vendor") == []


def test_a_choice_takes_one_alternative_only(program: Program) -> None:
    bank = "<BankAccountRef><FullName>Checking</FullName></BankAccountRef>"
    start = f"<PayeeEntityRef><FullName>A</FullName></PayeeEntityRef>{bank}"
    end = "<AppliedToTxnAdd><TxnID>1-1</TxnID></AppliedToTxnAdd>"
    for inside in ("", "<IsToBePrinted>true</IsToBePrinted><RefNumber>1</RefNumber>"):
        add = f"<BillPaymentCheckAdd>{start}{inside}{end}</BillPaymentCheckAdd>"
        assert program.refused(document(f"<BillPaymentCheckAddRq>{add}</BillPaymentCheckAddRq>")) == CANNOT_PARSE
    assert program.add("BillPaymentCheck", f"{start}<RefNumber>1</RefNumber>{end}").code == 3140


def test_a_received_payment_says_what_it_is_for(program: Program) -> None:
    inside = "<CustomerRef><FullName>Beta LLC</FullName></CustomerRef><TotalAmount>5.00</TotalAmount>"
    message = document(f"<ReceivePaymentAddRq><ReceivePaymentAdd>{inside}</ReceivePaymentAdd></ReceivePaymentAddRq>")
    assert program.refused(message) == CANNOT_PARSE


def test_stop_on_error_leaves_the_rest_undone(program: Program) -> None:
    answers = program.ask(ACME, ACME, ACME.replace("Acme", "Other"), on_error="stopOnError")
    assert [each.code for each in answers] == [0, 3100, 3231]
    assert [row["Name"] for row in program.file.rows("Vendor")] == ["Acme Supply"]


def test_continue_on_error_does_the_rest(program: Program) -> None:
    answers = program.ask(ACME, ACME, ACME.replace("Acme", "Other"))
    assert [each.code for each in answers] == [0, 3100, 0]


def test_include_none_leaves_out_what_was_written(program: Program) -> None:
    added, queried = program.ask(ACME, "<VendorQueryRq/>", envelope=' responseData="includeNone"')
    assert (added.code, added.rows) == (0, [])
    assert len(queried.rows) == 1


def test_a_dialog_in_quickbooks_keeps_programs_out(program: Program) -> None:
    program.file.modal_dialog = True
    assert program.refused(FIRST_TIME) == MODAL_DIALOG
    program.file.modal_dialog = False
    assert answers_of(program.session.process(FIRST_TIME))[0].code == 0


def test_a_session_that_ended_is_over(program: Program) -> None:
    program.session.end()
    assert program.refused(FIRST_TIME) == SESSION_ENDED
