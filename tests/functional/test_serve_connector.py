"""Whole sessions of a Web Connector against the functions: the connector's own simulator calls, DynamoDB remembers."""

from __future__ import annotations

import pytest

from tests.simulators.quickbooks_desktop.machine import Machine
from tests.simulators.quickbooks_desktop.simulator import Simulator
from tests.simulators.quickbooks_desktop.web_connector import Application as Installed
from tests.simulators.quickbooks_desktop.web_connector import WebConnector
from tests.simulators.quickbooks_desktop.web_connector_log import UpdateLog

from .company_files import confirm, with_desktop
from .company_sync import Session, acquire
from .http_api import HttpApi
from .stack import Event, Stack

pytestmark = pytest.mark.functional

PATH = "/quickbooks-desktop/soap"


def request(method: str, body: str = "", soap_action: str = "", query: str = "") -> Event:
    """A request as the HTTP API hands it over."""
    return {
        "version": "2.0",
        "rawPath": PATH,
        "rawQueryString": query,
        "headers": {"content-type": "text/xml; charset=utf-8", "soapaction": soap_action},
        "requestContext": {
            "requestId": "a-request",
            "apiId": "abc",
            "domainName": "api.test",
            "http": {"method": method, "sourceIp": "203.0.113.7"},
        },
        "body": body,
        "isBase64Encoded": False,
    }


class Desk:
    """A computer with QuickBooks and a Web Connector that calls the stack."""

    def __init__(self, stack: Stack, api: HttpApi) -> None:
        self.stack, self.api = stack, api
        self.simulator = Simulator(transport_to=lambda _url: self.post)
        self.connector: WebConnector | None = None
        self.installed: Installed | None = None

    def post(self, soap_action: str, body: bytes) -> tuple[int, bytes]:
        answer = self.stack.call("serve_connector", request("POST", body.decode(), soap_action))
        return answer["statusCode"], answer["body"].encode()

    def install(self, company_id: str) -> None:
        """Make a company file, and add the company's .qwc to the Web Connector beside it."""
        self.simulator.add_organisation(company_id, "Riverside Ltd")
        company_file = self.simulator.organisations[company_id]
        machine = Machine("PC-1", network=self.simulator.network, clock=self.simulator.clock)
        machine.put(company_file.path, company_file)
        machine.open(company_file.path, "Admin", single_user=True)
        key = self.api.post(f"/v1/companies/{company_id}/connector-keys", {}).json
        file = self.api.get(f"/v1/companies/{company_id}/connector-keys/{key['key_id']}/bookbridge.qwc").text
        self.connector = WebConnector(machine, self.simulator.clock, pause=lambda _seconds: None)
        self.installed = self.connector.install(file, key["password"], self.post)
        machine.open(company_file.path)

    def update(self) -> UpdateLog:
        """Update Selected."""
        assert self.connector is not None
        assert self.installed is not None
        return self.connector.update(self.installed)


@pytest.fixture
def desk(stack: Stack, api: HttpApi) -> Desk:
    return Desk(stack, api)


def run_of(stack: Stack, company_id: str) -> Session:
    """The run that waits for the connector's session, as its state machine has it."""
    holding = stack.application.adapters.leases.get(company_id)
    given = {"company_id": company_id, "session_id": holding.session_id, "trigger": "connector"}
    assert given in stack.executions("COMPANY_SYNC_ARN")
    acquired = acquire(stack, company_id, holding.session_id)
    assert (acquired["transport"], acquired["fence"]) == ("connector", holding.fence)
    return Session(stack, company_id, holding.session_id, holding.fence)


def paired(stack: Stack, api: HttpApi, desk: Desk) -> str:
    """A company whose company file has called and was confirmed."""
    company_id = with_desktop(api)
    desk.install(company_id)
    desk.update()
    assert run_of(stack, company_id).abort("PairingPending", "")["result"] == "parked"
    assert confirm(api, company_id).status == 200
    return company_id


def test_the_address_says_what_it_is_for(stack: Stack) -> None:
    shown = stack.call("serve_connector", request("GET"))
    assert shown["statusCode"] == 200
    assert "Web Connector" in shown["body"]


@pytest.mark.requirement("B6")
def test_the_service_describes_itself_with_its_own_address(stack: Stack) -> None:
    shown = stack.call("serve_connector", request("GET", query="wsdl"))
    assert shown["statusCode"] == 200
    assert f'location="https://api.test{PATH}"' in shown["body"]


@pytest.mark.requirement("B2")
def test_nothing_is_read_before_the_company_file_is_confirmed(api: HttpApi, desk: Desk) -> None:
    company_id = with_desktop(api)
    desk.install(company_id)
    log = desk.update()
    assert len(log.all("sendRequestXML")) == 1
    assert log.all("receiveResponseXML") == []
    assert api.get(f"/v1/companies/{company_id}/connection").json["pairing"]["state"] == "found"


@pytest.mark.requirement("A2")
def test_a_record_goes_out_in_one_session_and_what_is_there_comes_in(stack: Stack, api: HttpApi, desk: Desk) -> None:
    company_id = paired(stack, api, desk)
    record = f"/v1/companies/{company_id}/records/customer/cust-1"
    assert api.put(record, {"name": "Amy's Bird Sanctuary"}).status in {200, 202}

    log = desk.update()
    ended = run_of(stack, company_id).task("finish_session")

    assert log.all("receiveResponseXML")[-1].result == "100"
    assert ended["result"] == "succeeded"
    assert ended["counts"]["pushed"] == 1
    assert ended["counts"]["applied"] == ended["counts"]["fetched"] > 0
    assert api.get(record).json["sync_state"] == "synced"
    assert len(api.get(f"/v1/companies/{company_id}/changes").json["changes"]) > 0


@pytest.mark.requirement("B3")
def test_the_connection_shows_who_works_on_the_company(stack: Stack, api: HttpApi, desk: Desk) -> None:
    company_id = paired(stack, api, desk)

    desk.update()  # its run has not taken note of the end yet

    session = api.get(f"/v1/companies/{company_id}/connection").json["session"]
    assert session["holder"].startswith("PC-1 ")
    run_of(stack, company_id).task("finish_session")
    assert api.get(f"/v1/companies/{company_id}/connection").json["session"] is None


@pytest.mark.requirement("B1")
def test_a_revoked_key_lets_nobody_in(stack: Stack, api: HttpApi, desk: Desk) -> None:
    company_id = paired(stack, api, desk)
    (key,) = api.get(f"/v1/companies/{company_id}/connector-keys").json["connector_keys"]
    assert api.delete(f"/v1/companies/{company_id}/connector-keys/{key['key_id']}").status == 204

    log = desk.update()

    assert log.all("sendRequestXML") == []
