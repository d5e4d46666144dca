"""The WSDL as an independent SOAP library understands it: zeep makes its own calls from it, and reads our answers."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import pytest
from lxml import etree
from zeep import Client
from zeep.exceptions import Fault

from bookbridge.entrypoints.connector.dispatch import answer_call
from bookbridge.entrypoints.connector.operations import INTUIT, OPERATIONS
from bookbridge.entrypoints.connector.wsdl import wsdl
from tests.unit.entrypoints.connector.calls import Recorder, posted
from tests.unit.entrypoints.connector.test_dispatch import CASES

pytestmark = pytest.mark.unit

ADDRESS = "https://sync.example.com/quickbooks-desktop/soap?a=1&b=2"


class Response:
    """What zeep looks at of a response of requests."""

    encoding = "utf-8"

    def __init__(self, answered: dict[str, Any]) -> None:
        self.status_code = answered["statusCode"]
        self.headers = {"Content-Type": answered["headers"]["content-type"]}
        self.content = answered["body"].encode()


@dataclass
class InMemory:
    """A transport that carries each call straight to us; if `garbled`, under a name that we do not know."""

    api: Recorder
    garbled: bool = False
    addresses: list[str] = field(default_factory=list)

    def post_xml(self, address: str, envelope: etree._Element, headers: dict[str, str]) -> Response:
        self.addresses.append(address)
        message = etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
        lower = {name.lower(): text for name, text in headers.items()}
        if self.garbled:
            message, lower = message.replace(b"getLastError", b"somethingElse"), {}
        return Response(answer_call(self.api, posted(message, headers=lower)))


def client(api: Recorder) -> Client:
    return Client(io.BytesIO(wsdl(ADDRESS)), transport=InMemory(api))


def test_a_library_finds_every_operation_under_intuits_names() -> None:
    document = client(Recorder()).wsdl
    ((service_name, service),) = document.services.items()
    ((port_name, port),) = service.ports.items()
    assert (service_name, port_name) == ("QBWebConnectorSvc", "QBWebConnectorSvcSoap")
    assert set(port.binding.all()) == set(OPERATIONS)
    assert document.types.get_type(f"{{{INTUIT}}}ArrayOfString")


@pytest.mark.parametrize(("operation", "parameters", "asked", "returned"), CASES, ids=[case[0] for case in CASES])
def test_a_library_calls_every_operation_and_reads_its_result(
    operation: str, parameters: dict[str, str], asked: tuple[Any, ...], returned: object
) -> None:
    api = Recorder()
    zeep = client(api)
    arguments = {
        name: int(text or 0) if name in OPERATIONS[operation].numbers else text for name, text in parameters.items()
    }
    result = zeep.service[operation](**arguments)
    assert api.asked == [asked]
    assert [text or "" for text in result] == returned if operation == "authenticate" else result == returned
    assert zeep.transport.addresses == [ADDRESS]


def test_texts_may_be_left_out_and_numbers_may_not() -> None:
    api = Recorder()
    zeep = client(api)
    zeep.service.sendRequestXML(ticket="t", qbXMLMajorVers=13, qbXMLMinorVers=0)
    assert api.asked == [("send_request", "t", "", "", "", 13, 0)]
    with pytest.raises(Exception, match="qbXMLMajorVers"):
        zeep.service.sendRequestXML(ticket="t")


def test_a_library_reads_what_ends_a_session() -> None:
    zeep = client(Recorder(broken=True))
    assert zeep.service.receiveResponseXML(ticket="t") == -1
    assert zeep.service.sendRequestXML(ticket="t", qbXMLMajorVers=13, qbXMLMinorVers=0) in {None, ""}
    assert [text or "" for text in zeep.service.authenticate()] == ["", "none"]


def test_a_library_reads_our_fault() -> None:
    zeep = client(Recorder())
    zeep.transport.garbled = True
    with pytest.raises(Fault, match="no operation"):
        zeep.service.getLastError(ticket="t")
