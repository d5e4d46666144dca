"""Files of the application: each goes up once, alone, and hurts nobody when it cannot be had."""

from __future__ import annotations

import pytest

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import OutcomeUnknown
from tests.contract.packages.books import Ledger
from tests.contract.packages.records import DOCUMENT, FILE
from tests.fakes.packages import load, names

KEEPS_DOCUMENTS = [name for name in names() if "document" in load(name).manifest.entities]

pytestmark = [pytest.mark.contract, pytest.mark.parametrize("ledger", KEEPS_DOCUMENTS, indirect=True)]


@pytest.mark.requirement("A4")
def test_a_file_goes_up_byte_for_byte_and_alone(filled: Ledger) -> None:
    operation = filled.operation("document", "d-2", DOCUMENT)
    assert filled.package.lane(operation).size == 1
    assert FILE not in str(operation.payload).encode()
    filled.push(operation)
    assert FILE in filled.served.sent[-1]


@pytest.mark.requirement("A4")
def test_a_file_that_cannot_be_fetched_is_a_failure_of_the_document_alone(filled: Ledger) -> None:
    there = filled.served.count("document")
    operation, refused = filled.refuse("document", "d-2", {**DOCUMENT, "url": "https://files.example.com/gone.pdf"})
    assert (refused.code, refused.retriable, refused.duplicate) == ("file_unavailable", False, False)
    assert filled.served.count("document") == there
    problem = filled.books.explain(operation, refused)
    assert (problem.code, problem.field) == ("file_unavailable", "url")
    assert "gone.pdf" in problem.message


@pytest.mark.requirement("A4")
def test_a_file_that_went_up_is_not_exchanged_for_another(filled: Ledger) -> None:
    changed = filled.prepare("document", "d-1", {**DOCUMENT, "file_name": "other.pdf"}, Verb.UPDATE)
    assert isinstance(changed, tuple)
    assert [fault.code for fault in changed] == ["change_not_allowed"]


@pytest.mark.requirement("F1")
def test_two_files_of_one_name_are_told_apart(filled: Ledger) -> None:
    sent_at = filled.served.now
    other = filled.operation("document", "d-2", DOCUMENT)
    filled.served.strike("lost_answer")
    with pytest.raises(OutcomeUnknown):
        filled.push(other, dispatch_id="bb-lost")
    (found,) = filled.books.find([other], sent_at).values()
    assert found.package_id != filled.references["document", "d-1"]
