"""A whole session by somebody else's SOAP library, made from our WSDL, with QuickBooks at its side."""

from __future__ import annotations

import io
from typing import Any

import pytest
from lxml import etree
from zeep import Client

from bookbridge.domain.stored_records import SyncState
from bookbridge.entrypoints.connector.wsdl import wsdl
from tests.fakes.desktop_world import API, DesktopWorld
from tests.simulators.quickbooks_desktop.web_connector_update import FIRST_QUESTIONS

from .desktop_stories import COMPANY, arrived, connected, entered_bill, numbers, send_bill

DONE = 100


class ToOurAddress:
    """A transport of zeep's that carries each call to our SOAP address."""

    def __init__(self, world: DesktopWorld) -> None:
        self._world = world

    def post_xml(self, _address: str, envelope: etree._Element, headers: dict[str, str]) -> Any:
        message = etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
        status, body = self._world.post(headers["SOAPAction"], message)
        return _Response(status, body)


class _Response:
    """What zeep looks at of a response."""

    encoding = "utf-8"

    def __init__(self, status: int, body: bytes) -> None:
        self.status_code, self.content = status, body
        self.headers = {"Content-Type": "text/xml; charset=utf-8"}


@pytest.mark.requirement("B1", "F1")
def test_a_client_made_from_our_wsdl_drives_a_session_from_signing_in_to_a_hundred_percent() -> None:
    world = connected()
    entered_bill(world, "HAND-1")
    send_bill(world, "APP-1")
    installed = world.desk().installed[COMPANY]
    owner_id, company_file = installed.file.owner_id, world.company_file(COMPANY)
    quickbooks = company_file.begin(owner_id)
    service = Client(io.BytesIO(wsdl(f"{API}/quickbooks-desktop/soap")), transport=ToOurAddress(world)).service

    assert "Bookbridge" in service.serverVersion()
    assert not service.clientVersion(strVersion="2.3.0.215")
    ticket, what_to_open, *_ = service.authenticate(strUserName=installed.user_name, strPassword=installed.password)
    assert not what_to_open  # the company file that is open
    hello = quickbooks.process(FIRST_QUESTIONS.format(owner_id=owner_id))
    told: list[int] = []
    while not told or 0 <= told[-1] < DONE:
        asked = service.sendRequestXML(
            ticket=ticket,
            strHCPResponse="" if told else hello,
            strCompanyFileName=company_file.path,
            qbXMLCountry="US",
            qbXMLMajorVers=13,
            qbXMLMinorVers=0,
        )
        answer = quickbooks.process(asked)
        told.append(service.receiveResponseXML(ticket=ticket, response=answer, hresult="", message=""))
    assert told == sorted(told)
    assert told[-1] == DONE
    assert not service.getLastError(ticket=ticket)
    assert service.closeConnection(ticket=ticket) == "OK"

    assert numbers(world, "Bill") == {"HAND-1": 1, "APP-1": 1}
    assert arrived(world, "bill") == {"HAND-1": 1, "APP-1": 1}
    assert world.view(COMPANY, "bill", "APP-1").sync_state is SyncState.SYNCED
    assert service.sendRequestXML(ticket=ticket, qbXMLMajorVers=13, qbXMLMinorVers=0) in {None, ""}  # it is over
