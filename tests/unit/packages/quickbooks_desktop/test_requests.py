"""Requests on the wire: in the order of the schema by construction, within its limits, or not at all."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bookbridge.packages.quickbooks_desktop.qbxml.requests import Request, render
from bookbridge.packages.quickbooks_desktop.qbxml.schema import REQUESTS, InvalidRequest, block_of, length_of
from tests.unit.packages.quickbooks_desktop.requests_by_schema import as_read, assert_in_order, make
from tests.unit.packages.quickbooks_desktop.vendor_examples import VENDORS_EXAMPLES

pytestmark = pytest.mark.unit

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<?qbxml version="13.0"?>\n'


def one(kind: str, fields: dict[str, Any], **attributes: str) -> str:
    """What stands on the request's line."""
    return render([Request(kind, "1", fields, attributes)]).splitlines()[3]


def bill(**fields: Any) -> dict[str, Any]:
    return {"BillAdd": {"VendorRef": {"ListID": "80-1"}, **fields}}


@pytest.mark.parametrize(("kind", "fields", "expected"), VENDORS_EXAMPLES, ids=lambda value: str(value)[:20])
def test_the_vendors_examples_come_out_as_the_vendor_writes_them(
    kind: str, fields: dict[str, Any], expected: str
) -> None:
    assert one(kind, fields) == f'<{kind} requestID="1">{expected}</{kind}>'


@given(kind=st.sampled_from(sorted(REQUESTS)), seed=st.integers(0, 2**32))
def test_valid_fields_in_any_order_come_out_in_the_schemas_order_and_read_the_same(kind: str, seed: int) -> None:
    block = block_of(kind)
    fields, told = make(block, random.Random(seed))  # noqa: S311 - chooses examples
    text = render([Request(kind, "1", fields)])
    assert text.isascii()
    element = etree.fromstring(text.encode())[0][0]
    assert element.tag == kind
    assert_in_order(block, element)
    assert as_read(block, element) == told


@given(seed=st.integers(0, 2**32))
def test_the_order_in_which_fields_are_given_leaves_no_trace(seed: int) -> None:
    choose = random.Random(seed)  # noqa: S311 - chooses examples
    fields, _ = make(block_of("InvoiceAddRq"), choose)
    content = list(fields["InvoiceAdd"].items())
    choose.shuffle(content)
    other = {**fields, "InvoiceAdd": dict(content)}
    assert render([Request("InvoiceAddRq", "1", fields)]) == render([Request("InvoiceAddRq", "1", other)])


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "BillAdd is missing"),
        ({"BillAdd": {"TxnDate": "2024-05-02"}}, "VendorRef is missing"),
        ({"BillAdd": {"VendorRef": None}}, "BillAdd is missing"),
        (bill(Memo="x", VendorRef={"ListID": None}), "VendorRef is missing"),
        (bill(VendorRef=""), "VendorRef is empty"),
        (bill(VendorRef={"ListID": ""}), "VendorRef names nothing"),
        (bill(Number="1"), "BillAdd: Number is not known here"),
        (bill(RefNumber="123456789012345678901"), "RefNumber has 21 characters, at most 20 are allowed"),
        (bill(VendorRef={"FullName": "x" * 42}), "at most 41"),
        (bill(RefNumber=12), "RefNumber is no text"),
        (bill(ExpenseLineAdd={"Amount": "1.00"}), "given as a list"),
        (bill(ExpenseLineAdd=[{"Amount": "1.005"}]), "ExpenseLineAdd: Amount is no amount"),
        (bill(ExpenseLineAdd=[{"Amount": "12345678901234.00"}]), "Amount is no amount"),
        (bill(ExpenseLineAdd=[{"Amount": "NaN"}]), "Amount is no amount"),
        (bill(ExpenseLineAdd=[{"Amount": 1.5}]), "Amount is no amount"),
        (bill(ExpenseLineAdd=[{"Amount": True}]), "Amount is no amount"),
        (bill(ItemLineAdd=[{"Quantity": "1.000001"}]), "Quantity is no quantity"),
        (bill(ItemLineAdd=[{"SerialNumber": "1", "LotNumber": "2"}]), "only one of these"),
        (bill(ItemLineAdd=[{"BillableStatus": "Maybe"}]), "is none of Billable"),
        (bill(TxnDate=datetime(2024, 5, 2, tzinfo=UTC)), "TxnDate is no date"),
        (bill(TxnDate="2024-02-30"), "TxnDate is no date"),
        (bill(LinkToTxnID=["<b>"]), "LinkToTxnID is no id"),
        (bill(ExternalGUID="57F3B9B1"), "ExternalGUID is no guid"),
        (bill(VendorAddress="1 Main St"), "VendorAddress holds elements"),
    ],
)
def test_what_quickbooks_would_refuse_is_refused_before_it_is_sent(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidRequest, match=re.escape(reason)):
        render([Request("BillAddRq", "1", fields)])


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"IsToBePrinted": True, "RefNumber": "1"},
    ],
    ids=["neither", "both"],
)
def test_a_bill_payment_is_printed_or_has_a_number_and_never_both_nor_neither(fields: dict[str, Any]) -> None:
    payment = {
        "PayeeEntityRef": {"ListID": "80-1"},
        "BankAccountRef": {"ListID": "80-2"},
        "AppliedToTxnAdd": [{"TxnID": "1-1", "PaymentAmount": 1}],
    }
    with pytest.raises(InvalidRequest, match=r"IsToBePrinted \| RefNumber"):
        render([Request("BillPaymentCheckAddRq", "1", {"BillPaymentCheckAdd": {**payment, **fields}})])
    assert render([Request("BillPaymentCheckAddRq", "1", {"BillPaymentCheckAdd": {**payment, "RefNumber": "1"}})])


def test_a_query_is_by_ids_or_by_filters() -> None:
    with pytest.raises(InvalidRequest, match="only one of these"):
        one("BillQueryRq", {"TxnID": ["1-1"], "MaxReturned": 5})
    with pytest.raises(InvalidRequest, match="only one of these"):
        one(
            "BillQueryRq",
            {
                "ModifiedDateRangeFilter": {"FromModifiedDate": "2024-05-01T00:00:00Z"},
                "TxnDateRangeFilter": {"FromTxnDate": "2024-05-01"},
            },
        )


def test_item_lines_and_groups_may_be_mixed() -> None:
    lines = {"ItemGroupLineAdd": [{"ItemGroupRef": {"ListID": "80-9"}}], "ItemLineAdd": [{"Desc": "a"}, {"Desc": "b"}]}
    text = one("BillAddRq", bill(**lines))
    assert [found[1] for found in re.finditer(r"<(Item\w+LineAdd|ItemLineAdd)>", text)] == [
        "ItemLineAdd",
        "ItemLineAdd",
        "ItemGroupLineAdd",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", "<Memo/>"), (None, ""), ("x", "<Memo>x</Memo>"), ("\x00", "<Memo/>")],
)
def test_an_empty_text_clears_and_nothing_leaves_alone(value: str | None, expected: str) -> None:
    fields = {"BillMod": {"TxnID": "1-1", "EditSequence": "1", "Memo": value}}
    assert one("BillModRq", fields) == (
        f'<BillModRq requestID="1"><BillMod><TxnID>1-1</TxnID><EditSequence>1</EditSequence>{expected}</BillMod>'
        "</BillModRq>"
    )


def test_what_is_empty_inside_is_left_out() -> None:
    assert one("BillAddRq", bill(ExpenseLineAdd=[], VendorAddress={"City": None}, TermsRef={})) == one(
        "BillAddRq", bill()
    )
    assert one("HostQueryRq", {}) == '<HostQueryRq requestID="1"/>'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal(3), "3.00"),
        ("10.5", "10.50"),
        ("1E+2", "100.00"),
        ("-0.00", "0.00"),
        (Decimal("-9999999999999.99"), "-9999999999999.99"),
    ],
)
def test_amounts_have_two_decimals(value: object, expected: str) -> None:
    assert f"<Amount>{expected}</Amount>" in one("BillAddRq", bill(ExpenseLineAdd=[{"Amount": value}]))


@pytest.mark.parametrize(
    ("value", "expected"), [("2.50000", "2.5"), ("1000", "1000"), ("0.00001", "0.00001"), (0, "0")]
)
def test_quantities_have_as_few_decimals_as_they_need(value: object, expected: str) -> None:
    assert f"<Quantity>{expected}</Quantity>" in one("BillAddRq", bill(ItemLineAdd=[{"Quantity": value}]))


def test_a_moment_has_its_offset_and_whole_seconds() -> None:
    instant = datetime(2024, 5, 1, 8, 30, 1, 999999, timezone(timedelta(hours=-8)))
    assert "<FromModifiedDate>2024-05-01T08:30:01-08:00<" in one("VendorQueryRq", {"FromModifiedDate": instant})
    with pytest.raises(InvalidRequest, match="is no datetime"):
        one("VendorQueryRq", {"FromModifiedDate": datetime(2024, 5, 1)})  # noqa: DTZ001 - the case
    with pytest.raises(InvalidRequest, match="is no datetime"):
        one("VendorQueryRq", {"FromModifiedDate": "2024-05-01T00:00:00"})


def test_nothing_in_a_value_can_become_markup() -> None:
    text = one("BillAddRq", bill(Memo="</Memo><x a='1'>&amp;]]>"))
    assert "<Memo>&lt;/Memo&gt;&lt;x a='1'&gt;&amp;amp;]]&gt;</Memo>" in text


def test_lengths_count_what_quickbooks_gets() -> None:
    assert "<RefNumber>No 1234567890123456<" in one("BillAddRq", bill(RefNumber="№ 1234567890123456"))
    with pytest.raises(InvalidRequest, match="has 21 characters"):
        one("BillAddRq", bill(RefNumber="№ 123456789012345678"))


def test_a_message_carries_several_requests_and_its_message_sets() -> None:
    requests = [Request("HostQueryRq", "a&b"), Request("VendorQueryRq", "2", {"MaxReturned": 5}, {"iterator": "Start"})]
    assert render(requests, new_message_set="new", old_message_set="old", on_error="stopOnError") == (
        f'{HEAD}<QBXML><QBXMLMsgsRq newMessageSetID="new" oldMessageSetID="old" onError="stopOnError">\n'
        '<HostQueryRq requestID="a&amp;b"/>\n'
        '<VendorQueryRq iterator="Start" requestID="2"><MaxReturned>5</MaxReturned></VendorQueryRq>\n'
        "</QBXMLMsgsRq></QBXML>"
    )


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (Request("BillQuery", "1"), "there is no request BillQuery"),
        (Request("ExpenseLineAddRq", "1"), "there is no request"),
        (Request("AccountQueryRq", "1", {}, {"iterator": "Start"}), "cannot have iterator"),
        (Request("VendorQueryRq", "1", {}, {"iterator": "Next"}), "cannot have iterator"),
        (Request("VendorQueryRq", "1", {}, {"onError": "x"}), "cannot have onError"),
        (Request("HostQueryRq", ""), "request ids"),
        (Request("HostQueryRq", "x" * 51), "request ids"),
    ],
)
def test_a_request_that_there_is_not_is_refused(request_: Request, reason: str) -> None:
    with pytest.raises(InvalidRequest, match=reason):
        render([request_])


def test_a_message_without_requests_with_a_repeated_id_or_a_long_message_set_is_refused() -> None:
    host = Request("HostQueryRq", "1")
    with pytest.raises(InvalidRequest, match="needs requests"):
        render([])
    with pytest.raises(InvalidRequest, match="each once"):
        render([host, host])
    with pytest.raises(InvalidRequest, match="at most 23"):
        render([host], new_message_set="x" * 24)
    with pytest.raises(InvalidRequest, match="on an error"):
        render([host], on_error="ignore")


@pytest.mark.parametrize(
    ("kind", "path", "length"),
    [
        ("VendorAdd", "Name", 41),
        ("VendorAdd", "VendorAddress.City", 31),
        ("VendorMod", "VendorAddress.PostalCode", 13),
        ("VendorAdd", "Phone", 21),
        ("VendorAdd", "Email", 1023),
        ("CustomerAdd", "MiddleName", 5),
        ("CustomerMod", "BillAddress.Addr5", 41),
        ("StandardTermsAdd", "Name", 31),
        ("AccountAdd", "AccountNumber", 7),
        ("ItemServiceAdd", "Name", 31),
        ("BillAdd", "RefNumber", 20),
        ("BillAdd", "TermsRef.FullName", 31),
        ("BillMod", "ExpenseLineMod.AccountRef.FullName", 159),
        ("BillAdd", "ItemLineAdd.UnitOfMeasure", 31),
        ("BillPaymentCheckAdd", "RefNumber", 11),
        ("InvoiceAdd", "RefNumber", 11),
        ("InvoiceMod", "CustomerRef.FullName", 209),
        ("InvoiceAdd", "InvoiceLineAdd.Desc", 4095),
        ("ReceivePaymentAdd", "RefNumber", 20),
        ("SalesReceiptAdd", "CheckNumber", 25),
        ("BillAdd", "TxnDate", None),
    ],
)
def test_the_lengths_are_those_of_the_vendor(kind: str, path: str, length: int | None) -> None:
    assert length_of(kind, path) == length


def test_the_length_of_what_the_schema_does_not_have_is_a_mistake() -> None:
    for kind, path in [("BillAdd", "Number"), ("BillAdd", "Memo.Text"), ("Bill", "Memo")]:
        with pytest.raises(InvalidRequest):
            length_of(kind, path)
