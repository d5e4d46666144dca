"""The simulator under its control, with a scripted service at every URL."""

from typing import Any, Final

from tests.simulators.chassis.clock import Clock
from tests.simulators.quickbooks_desktop.company_file import CompanyFile
from tests.simulators.quickbooks_desktop.simulator import Simulator
from tests.unit.simulators.caller import Json, Reply, call
from tests.unit.simulators.quickbooks_desktop.scripted import FILE_ID, OWNER, START, ScriptedService

URL: Final = "http://127.0.0.1:3000/quickbooks-desktop/soap"
IDS: Final = {"user_name": "company-42", "owner_id": OWNER, "file_id": FILE_ID, "soap_url": URL, "password": "secret"}
DEMO: Final = r"C:\Company Files\demo.qbw"


class Controlled:
    """A simulator with one company file, and a scripted service at every URL."""

    def __init__(self) -> None:
        self.service = ScriptedService()
        self.urls: list[str] = []
        self.simulator = Simulator(clock=Clock.standing(START), transport_to=self._transport)
        self.simulator.add_organisation("demo", "Demo Company")

    def _transport(self, url: str) -> ScriptedService:
        self.urls.append(url)
        return self.service

    @property
    def demo(self) -> CompanyFile:
        return self.simulator.organisations["demo"]

    def call(self, method: str, path: str, body: Json | None = None, **params: Any) -> Reply:
        return Reply(*call(self.simulator, method, f"/control{path}", body, None, params))

    def done(self, method: str, path: str, body: Json | None = None, **params: Any) -> Json:
        """The body of an answer that is no problem."""
        reply = self.call(method, path, body, **params)
        assert reply.status == 200, reply.text
        return reply.body

    def put(self, name: str = "one", **more: Any) -> Json:
        return self.done("PUT", f"/connectors/{name}", {**IDS, "company_file": "demo", **more})

    def run(self, name: str = "one") -> Json:
        return self.done("POST", f"/connectors/{name}/update")

    def ask(self, *requests: str, attributes: str = "") -> Json:
        """Have QuickBooks carry requests out in an update, and return the log."""
        message = f'<QBXMLMsgsRq onError="continueOnError"{attributes}>{"".join(requests)}</QBXMLMsgsRq>'
        self.service.answers["sendRequestXML"] = [
            f'<?xml version="1.0" encoding="utf-8"?><?qbxml version="13.0"?><QBXML>{message}</QBXML>'
        ]
        return self.run()
