"""Answers as the connector brings them: all of them read, or none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.domain.errors import UnreadableAnswer
from bookbridge.packages.quickbooks_desktop.qbxml.answers import MAX_BYTES, Row, read

pytestmark = pytest.mark.unit

VENDORS_EXAMPLE = (
    '<?xml version="1.0" ?>\n<QBXML><QBXMLMsgsRs>\n'
    '<VendorQueryRs requestID="v1" statusCode="0" statusSeverity="Info" statusMessage="Status OK" '
    'iteratorRemainingCount="0" iteratorID="{11111111-2222-3333-4444-555555555555}"><VendorRet>'
    "<ListID>80000001-1400000000</ListID><EditSequence>1400000000</EditSequence><Name>Acme Supply</Name>"
    "<IsActive>true</IsActive><Balance>0.00</Balance></VendorRet></VendorQueryRs>\n"
    '<BillQueryRs requestID="b1" statusCode="1" statusSeverity="Info" '
    'statusMessage="A query request did not find a matching object in QuickBooks" />\n'
    '<VendorAddRs requestID="1" statusCode="3100" statusSeverity="Error" '
    'statusMessage="The name &quot;Acme Supply&quot; of the list element is already in use." />\n'
    "</QBXMLMsgsRs></QBXML>\n"
)


def document(content: str, attributes: str = "") -> str:
    return f'<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs{attributes}>\n{content}</QBXMLMsgsRs>\n</QBXML>'


def answer(content: str, kind: str = "BillQueryRs", attributes: str = ' requestID="1" statusCode="0"') -> str:
    return f"<{kind}{attributes}>{content}</{kind}>"


def test_the_vendors_example_is_read_whole_success_and_error_side_by_side() -> None:
    answers = read(VENDORS_EXAMPLE)
    vendors, bills, added = (answers.by_id[each] for each in ("v1", "b1", "1"))
    assert answers.in_order == (vendors, bills, added)
    assert vendors.rows == (
        Row(
            "VendorRet",
            {
                "ListID": "80000001-1400000000",
                "EditSequence": "1400000000",
                "Name": "Acme Supply",
                "IsActive": "true",
                "Balance": "0.00",
            },
        ),
    )
    assert (vendors.kind, vendors.remaining, vendors.iterator) == (
        "VendorQueryRs",
        0,
        "{11111111-2222-3333-4444-555555555555}",
    )
    assert (bills.status, bills.rows, bills.is_error, bills.remaining, bills.iterator) == (1, (), False, None, "")
    assert (added.severity, added.is_error) == ("Error", True)
    assert added.message == 'The name "Acme Supply" of the list element is already in use.'
    assert answers.message_set_status is None


@given(cut=st.integers(0, len(VENDORS_EXAMPLE.rstrip()) - 1))
def test_half_an_answer_is_no_answer(cut: int) -> None:
    with pytest.raises(UnreadableAnswer):
        read(VENDORS_EXAMPLE[:cut])


@pytest.mark.parametrize("count", [1, 2])
def test_what_can_repeat_is_a_list_however_often_it_is_there(count: int) -> None:
    line = "<ExpenseLineRet><TxnLineID>1-1</TxnLineID><AccountRef><ListID>80-1</ListID></AccountRef></ExpenseLineRet>"
    link = "<LinkedTxn><TxnID>2-1</TxnID></LinkedTxn>"
    (row,) = read(document(answer(f"<BillRet><TxnID>1-1</TxnID>{(link + line) * count}</BillRet>"))).by_id["1"].rows
    assert row.fields == {
        "TxnID": "1-1",
        "LinkedTxn": [{"TxnID": "2-1"}] * count,
        "ExpenseLineRet": [{"TxnLineID": "1-1", "AccountRef": {"ListID": "80-1"}}] * count,
    }


def test_what_repeats_although_nobody_said_so_is_not_lost() -> None:
    (row,) = read(document(answer("<BillRet><New>1</New><New>2</New><New>3</New></BillRet>"))).by_id["1"].rows
    assert row.fields == {"New": ["1", "2", "3"]}


def test_rows_of_several_kinds_keep_their_order_and_empty_elements_are_empty_texts() -> None:
    rows = answer("<ItemServiceRet><Name/></ItemServiceRet><ItemInventoryRet/>", "ItemQueryRs")
    assert read(document(rows)).by_id["1"].rows == (Row("ItemServiceRet", {"Name": ""}), Row("ItemInventoryRet", {}))


def test_a_void_tells_its_transaction_without_a_row_of_its_own() -> None:
    told = answer("<TxnVoidType>Bill</TxnVoidType><TxnID>1-1</TxnID>", "TxnVoidRs")
    assert read(document(told)).by_id["1"].rows == (Row("TxnVoid", {"TxnVoidType": "Bill", "TxnID": "1-1"}),)


def test_an_error_recovery_stands_beside_what_was_written() -> None:
    told = answer("<BillRet><TxnID>1-1</TxnID></BillRet><ErrorRecovery><TxnID>1-1</TxnID></ErrorRecovery>", "BillAddRs")
    assert [row.kind for row in read(document(told)).by_id["1"].rows] == ["BillRet", "ErrorRecovery"]


def test_counts_and_the_status_of_a_message_set_are_numbers() -> None:
    counted = answer("", attributes=' requestID="1" statusCode="0" retCount="42" iteratorRemainingCount="7"')
    answers = read(document(counted, ' newMessageSetID="x" messageSetStatusCode="600"'))
    assert (answers.by_id["1"].count, answers.by_id["1"].remaining, answers.message_set_status) == (42, 7, 600)


def test_answers_without_an_id_are_read_in_order() -> None:
    answers = read(document(answer("", attributes=' statusCode="0"') * 2))
    assert answers.by_id == {}
    assert len(answers.in_order) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "cannot be read"),
        ("QuickBooks is busy", "cannot be read"),
        ("<QBXML/>", "not one QBXMLMsgsRs"),
        ("<html><body/></html>", "not one QBXMLMsgsRs"),
        ("<QBXML><QBXMLMsgsRq/></QBXML>", "not one QBXMLMsgsRs"),
        (document(answer("", attributes=' requestID="1"')), "has no status"),
        (document(answer("", attributes=' requestID="1" statusCode="fine"')), "statusCode='fine'"),
        (document(answer("") * 2), "answered a request twice"),
        ('<!DOCTYPE x [<!ENTITY a "aa">]>' + document(answer("&a;"))[22:], "document type"),
        (document(answer(f"<BillRet>{'<a>' * 200}{'</a>' * 200}</BillRet>")), "levels"),
    ],
)
def test_what_is_no_answer_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(UnreadableAnswer, match=re.escape(reason)):
        read(text)


def test_an_answer_beyond_the_limit_is_refused() -> None:
    with pytest.raises(UnreadableAnswer, match="larger than"):
        read(document(answer(f"<BillRet><Memo>{'x' * MAX_BYTES}</Memo></BillRet>")))
