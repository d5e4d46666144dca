"""Company files on machines, and who may open them: sections 1, 3 and 4 of the vendor's rules."""

import pytest

from tests.simulators.quickbooks_desktop.errors import QuickBooksError
from tests.simulators.quickbooks_desktop.machine import ADMINISTRATOR, Machine
from tests.simulators.quickbooks_desktop.web_connector import WebConnector
from tests.simulators.quickbooks_desktop.web_connector_file import ConnectorFile, ConnectorFileRefused
from tests.unit.simulators.quickbooks_desktop.scripted import FILE_ID, OWNER, PATH, Desk, NotedFile, qwc

pytestmark = pytest.mark.unit

OTHER = r"D:\Books\Other.qbw"


def refused_with(machine: Machine, path: str = "", owner_id: str = OWNER) -> str:
    with pytest.raises(QuickBooksError) as error:
        machine.begin(owner_id, path)
    assert error.value.message
    return error.value.hresult


def test_a_path_is_found_in_any_case(desk: Desk) -> None:
    desk.machine.leave(desk.machine.begin(OWNER, PATH.upper()))
    desk.machine.remove(PATH.lower())
    assert desk.machine.paths == {}


def test_without_a_path_a_file_must_be_open(desk: Desk) -> None:
    desk.machine.close()
    assert refused_with(desk.machine) == "0x80040416"


def test_another_file_than_the_one_that_is_open_is_refused(desk: Desk) -> None:
    assert refused_with(desk.machine, OTHER) == "0x80040403"
    desk.machine.put(OTHER, NotedFile(desk.clock, OTHER))
    assert refused_with(desk.machine, OTHER) == "0x8004040A"


def test_an_application_needs_the_administrators_permission_for_each_file(desk: Desk) -> None:
    assert refused_with(desk.machine, owner_id="{00000000-0000-0000-0000-000000000001}") == "0x80040418"
    desk.machine.put(OTHER, NotedFile(desk.clock, OTHER))
    desk.machine.open(OTHER)
    assert refused_with(desk.machine) == "0x80040418"
    permission = desk.network.permission(desk.company_file, OWNER)
    assert permission
    permission.denied = True
    desk.machine.open(PATH)
    assert refused_with(desk.machine) == "0x8004041A"


def test_a_swapped_file_is_another_company_at_the_same_path(desk: Desk) -> None:
    swapped = NotedFile(desk.clock, PATH, "Other")
    desk.machine.close()
    desk.machine.put(PATH, swapped)
    desk.network.allow(swapped, OWNER)
    session = desk.machine.begin(OWNER, PATH)
    assert (session.path, session.company_file) == (PATH, swapped)


def test_quickbooks_is_started_only_with_leave_and_only_for_the_session(desk: Desk) -> None:
    desk.machine.close()
    session = desk.machine.begin(OWNER, PATH)
    assert desk.machine.quickbooks
    assert desk.machine.quickbooks.user == ADMINISTRATOR
    desk.machine.leave(session)
    assert refused_with(desk.machine) == "0x80040416"
    desk.network.allow(desk.company_file, OWNER, login_as="")
    assert refused_with(desk.machine, PATH) == "0x8004041D"


@pytest.mark.requirement("B6")
def test_quickbooks_is_not_started_as_a_user_who_is_logged_in_elsewhere(desk: Desk) -> None:
    other = Machine("PC-2", network=desk.network, clock=desk.clock)
    other.put(PATH, desk.company_file)
    desk.machine.close()
    other.open(PATH, ADMINISTRATOR)
    assert refused_with(desk.machine, PATH) == "0x80040421"
    other.open(PATH, "kim")
    desk.machine.begin(OWNER, PATH)


def test_a_file_in_single_user_mode_is_nobody_elses(desk: Desk) -> None:
    other = Machine("PC-2", network=desk.network, clock=desk.clock)
    other.put(PATH, desk.company_file)
    with pytest.raises(QuickBooksError, match="0x80040410"):
        other.open(PATH, single_user=True)
    desk.machine.open(PATH, single_user=True)
    assert desk.company_file.file_mode == "SingleUser"
    with pytest.raises(QuickBooksError, match="0x80040410"):
        other.open(PATH)
    desk.machine.open(PATH)
    other.open(PATH)
    assert desk.company_file.file_mode == "MultiUser"


def test_closing_quickbooks_ends_the_sessions(desk: Desk) -> None:
    desk.machine.begin(OWNER)
    desk.machine.close()
    assert desk.company_file.open_sessions == 0


def test_a_file_says_what_the_vendor_s_example_says() -> None:
    file = ConnectorFile.parse(qwc())
    assert (file.app_name, file.user_name, file.app_url) == (
        "Example Sync",
        "company-42",
        "https://sync.example.com/qbwc",
    )
    assert (file.owner_id, file.file_id, file.every_seconds, file.is_read_only) == (OWNER, FILE_ID, 300, False)
    assert ConnectorFile.parse(qwc(Scheduler="<RunEveryNSeconds>90</RunEveryNSeconds>")).every_seconds == 90
    assert ConnectorFile.parse(qwc(Scheduler="", IsReadOnly="true")).every_seconds is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"AppURL": "http://sync.example.com/qbwc"}, "https"),
        ({"AppSupport": "https://www.example.org/"}, "another host"),
        ({"OwnerID": "57F3B9B1-86F1-4fcc-B1EE-566DE1813D20"}, "without braces"),
        ({"FileID": "{1}"}, "no GUID"),
        ({"UserName": ""}, "UserName is missing"),
        ({"QBType": "QBXX"}, "QBType"),
        ({"Style": "Prose"}, "Style"),
        ({"Scheduler": "<RunEveryNMinutes>often</RunEveryNMinutes>"}, "often"),
        ({"AppName": "A & B"}, "not XML"),
    ],
)
def test_a_wrong_file_is_not_installed(given: dict[str, str], why: str) -> None:
    with pytest.raises(ConnectorFileRefused, match=why):
        ConnectorFile.parse(qwc(**given))


@pytest.mark.parametrize("url", ["http://localhost:3000/qbwc", "http://127.0.0.1:3000/qbwc"])
def test_a_service_on_the_same_machine_needs_no_https(url: str) -> None:
    assert ConnectorFile.parse(qwc(AppURL=url)).app_url == url


def test_the_first_installation_takes_the_administrator_in_single_user_mode(desk: Desk) -> None:
    machine = Machine("PC-9", clock=desk.clock)
    machine.put(PATH, desk.company_file)
    connector = WebConnector(machine, desk.clock)
    for user, single_user in (("", False), (ADMINISTRATOR, False), ("kim", True)):
        if user:
            machine.open(PATH, user, single_user=single_user)
        with pytest.raises(ConnectorFileRefused):
            connector.install(qwc(), "secret", desk.service)
    assert desk.company_file.stamps == []
    machine.open(PATH, ADMINISTRATOR, single_user=True)
    connector.install(qwc(), "secret", desk.service)
    assert desk.company_file.stamps == [(OWNER, "FileID", FILE_ID)]
    # From then on anybody may install it on another machine.
    machine.open(PATH)
    connector.install(qwc(), "secret", desk.service)
    assert len(connector.applications) == 1


def test_a_file_that_is_installed_for_another_company_marks_that_one_too(desk: Desk) -> None:
    other = NotedFile(desk.clock, OTHER)
    desk.machine.put(OTHER, other)
    desk.machine.open(OTHER, ADMINISTRATOR, single_user=True)
    desk.connector.install(qwc(), "secret", desk.service)
    assert other.stamps == [(OWNER, "FileID", FILE_ID)]
