"""Message sets that are sent under an id are remembered, so that a program can ask what became of one."""

import pytest

from tests.simulators.quickbooks_desktop.errors import SERVER_FAULT, SESSION_ENDED
from tests.unit.simulators.quickbooks_desktop.program import Program, answers_of, document, message_of

pytestmark = pytest.mark.unit

ACME = '<VendorAddRq requestID="1"><VendorAdd><Name>Acme Supply</Name></VendorAdd></VendorAddRq>'
OTHER = ACME.replace("Acme", "Other").replace('"1"', '"2"')


@pytest.fixture
def program() -> Program:
    return Program()


def send(program: Program, *requests: str, new: str = "", old: str = "") -> str:
    envelope = (f' newMessageSetID="{new}"' if new else "") + (f' oldMessageSetID="{old}"' if old else "")
    return program.session.process(document(*requests, envelope=envelope))


def test_the_same_message_set_is_carried_out_once(program: Program) -> None:
    first = send(program, ACME, new="a")
    program.again()
    assert send(program, ACME, new="a") == first
    assert message_of(first).attributes == {"newMessageSetID": "a", "messageSetStatusCode": "0"}
    assert len(program.file.rows("Vendor")) == 1


def test_the_same_id_with_other_content_is_9001(program: Program) -> None:
    send(program, ACME, new="a")
    message = message_of(send(program, OTHER, new="a"))
    assert (message.attributes["messageSetStatusCode"], message.children) == ("9001", [])
    assert len(program.file.rows("Vendor")) == 1


def test_the_stored_response_can_be_asked_for(program: Program) -> None:
    sent = send(program, ACME, new="a")
    asked = send(program, old="a")
    assert message_of(asked).attributes == {"oldMessageSetID": "a", "messageSetStatusCode": "0"}
    assert answers_of(asked) == answers_of(sent)
    assert send(program, old="a") == asked


def test_an_unknown_message_set_is_600(program: Program) -> None:
    message = message_of(send(program, old="nothing"))
    assert (message.attributes["messageSetStatusCode"], message.children) == ("600", [])


def test_an_old_id_beside_a_new_one_clears_the_old(program: Program) -> None:
    send(program, ACME, new="a")
    message = message_of(send(program, OTHER, new="b", old="a"))
    assert message.attributes == {"oldMessageSetID": "a", "newMessageSetID": "b", "messageSetStatusCode": "0"}
    assert message_of(send(program, old="a")).attributes["messageSetStatusCode"] == "600"
    assert message_of(send(program, old="b")).attributes["messageSetStatusCode"] == "0"


@pytest.mark.parametrize(("length", "code"), [(23, "0"), (24, "9004")])
def test_an_id_has_at_most_23_characters(program: Program, length: int, code: str) -> None:
    assert message_of(send(program, ACME, new="x" * length)).attributes["messageSetStatusCode"] == code
    assert len(program.file.rows("Vendor")) == (1 if code == "0" else 0)


def test_without_ids_there_is_no_status_and_no_memory(program: Program) -> None:
    assert message_of(send(program, ACME)).attributes == {}
    assert answers_of(send(program, ACME))[0].code == 3100


def test_message_sets_are_remembered_for_each_application(program: Program) -> None:
    send(program, ACME, new="a")
    other = program.file.begin("{00000000-0000-0000-0000-000000000001}")
    message = message_of(other.process(document(envelope=' oldMessageSetID="a"')))
    assert message.attributes["messageSetStatusCode"] == "600"


def test_failures_are_remembered_too(program: Program) -> None:
    program.vendor("Acme Supply")
    assert answers_of(send(program, ACME, new="a"))[0].code == 3100
    assert answers_of(send(program, old="a"))[0].code == 3100


def test_a_message_that_is_refused_is_not_remembered(program: Program) -> None:
    program.refused(document("<VendorAddRq/>", envelope=' newMessageSetID="a"'))
    assert message_of(send(program, old="a")).attributes["messageSetStatusCode"] == "600"


def test_after_a_crash_the_file_says_what_was_done(program: Program) -> None:
    program.file.crash_next(after=1)
    envelope = ' newMessageSetID="a"'
    assert program.refused(document(ACME, OTHER, envelope=envelope)) == SERVER_FAULT
    assert program.refused(document(ACME)) == SESSION_ENDED
    program.again()
    (answer,) = answers_of(send(program, old="a"))
    (row,) = program.file.rows("Vendor")
    assert (answer.code, answer.kinds) == (0, ["ErrorRecovery"])
    assert answer.row == {"ListID": row["ListID"], "EditSequence": row["EditSequence"]}


def test_after_a_crash_the_response_may_be_lost(program: Program) -> None:
    program.file.crash_next(after=2, remembered=False)
    program.refused(document(ACME, OTHER, envelope=' newMessageSetID="a"'))
    program.again()
    assert message_of(send(program, old="a")).attributes["messageSetStatusCode"] == "9002"
    assert message_of(send(program, ACME, OTHER, new="a")).attributes["messageSetStatusCode"] == "9002"
    assert len(program.file.rows("Vendor")) == 2


def test_the_memory_is_in_the_file_and_so_in_its_backup(program: Program) -> None:
    backup = program.file.backup()
    send(program, ACME, new="a")
    program.file.restore(backup)
    program.again()
    assert message_of(send(program, old="a")).attributes["messageSetStatusCode"] == "600"
    assert program.file.rows("Vendor") == []
