"""Message sets: one id for all attempts of a dispatch, and what QuickBooks says of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bookbridge.domain.errors import UnreadableAnswer
from bookbridge.packages.quickbooks_desktop.qbxml.answers import read
from bookbridge.packages.quickbooks_desktop.qbxml.message_sets import (
    MessageSetStatus,
    id_of,
    status_of,
    status_question,
)

pytestmark = pytest.mark.unit


@pytest.mark.requirement("F1")
@given(one=st.text(min_size=1), other=st.text(min_size=1))
def test_every_dispatch_has_one_id_of_its_own_that_quickbooks_takes(one: str, other: str) -> None:
    assert id_of(one) == id_of(one)
    assert (id_of(one) == id_of(other)) is (one == other)
    assert len(id_of(one)) <= 23


@pytest.mark.requirement("F1")
def test_the_question_for_a_stored_answer_carries_nothing_out() -> None:
    root = etree.fromstring(status_question("bb-1").encode())
    assert {str(name): str(value) for name, value in root[0].attrib.items()} == {
        "oldMessageSetID": "bb-1",
        "onError": "continueOnError",
    }
    assert len(root[0]) == 0


@pytest.mark.parametrize("code", [0, 600, 9001, 9002, 9004, 9005])
def test_every_status_that_the_vendor_names_is_known(code: int) -> None:
    document = f'<QBXML><QBXMLMsgsRs newMessageSetID="x" messageSetStatusCode="{code}"/></QBXML>'
    status = status_of(read(document))
    assert status is MessageSetStatus(code)


def test_a_message_without_an_id_has_no_status_and_an_unknown_one_is_not_guessed() -> None:
    assert status_of(read("<QBXML><QBXMLMsgsRs/></QBXML>")) is None
    with pytest.raises(UnreadableAnswer, match="9003"):
        status_of(read('<QBXML><QBXMLMsgsRs messageSetStatusCode="9003"/></QBXML>'))
