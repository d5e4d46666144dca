"""The control API for Web Connectors."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tests.simulators.chassis.records import Record
from tests.simulators.chassis.routes import NAME, Problem, Route

from .connectors import Connector
from .web_connector import Habits

if TYPE_CHECKING:
    from .simulator import Simulator

FIELDS: Final = {
    "machine",
    "windows_user",
    "quickbooks_user",
    "single_user",
    "soap_url",
    "qwc",
    "user_name",
    "owner_id",
    "file_id",
    "password",
    "company_file",
    "paths",
    "import_into",
    "allowed_in",
    "login_as",
    "every_seconds",
    "clock_skew_seconds",
    *vars(Habits()),
}


class ConnectorControl:
    """Makes connectors, and runs their updates."""

    def __init__(self, simulator: "Simulator") -> None:
        """Know the simulator that is controlled."""
        self._simulator = simulator
        self._connectors = simulator.connectors

    def routes(self) -> list[Route]:
        """Return the routes."""
        one = f"/connectors/{NAME}"
        return [
            ("GET", "/connectors", self._all),
            ("GET", one, self._one),
            ("PUT", one, self._put),
            ("DELETE", one, self._delete),
            ("GET", f"{one}/logs", self._logs),
            ("POST", f"{one}/update", self._update),
        ]

    def _all(self, **_: object) -> Record:
        return {"connectors": [self._described(each) for each in self._connectors.by_id.values()]}

    def _one(self, connector_id: str, **_: object) -> Record:
        return self._described(self._known(connector_id))

    def _put(self, connector_id: str, *, body: Record, **_: object) -> Record:
        if unknown := set(body) - FIELDS:
            raise Problem(400, f"not known: {', '.join(sorted(unknown))}")
        return self._described(self._connectors.put(connector_id, body))

    def _delete(self, connector_id: str, **_: object) -> Record:
        shown = self._described(self._known(connector_id))
        self._connectors.remove(connector_id)
        return shown

    def _logs(self, connector_id: str, **_: object) -> Record:
        return {"updates": list(self._known(connector_id).logs)}

    def _update(self, connector_id: str, **_: object) -> Record:
        self._known(connector_id)
        return self._connectors.update(connector_id).as_record()

    def _known(self, connector_id: str) -> Connector:
        known = self._connectors.by_id.get(connector_id)
        if known is None:
            raise Problem(404, f"no connector {connector_id}")
        return known

    def _described(self, connector: Connector) -> Record:
        machine, application = connector.machine, connector.application
        opened, last = machine.quickbooks, connector.logs[-1] if connector.logs else None
        due = application.next_run
        return {
            "id": connector.id,
            "machine": machine.name,
            "windows_user": machine.windows_user,
            "user_name": application.user_name,
            "owner_id": application.file.owner_id,
            "file_id": application.file.file_id,
            "soap_url": connector.soap_url,
            "company_file": opened.path if opened else None,
            "organisation_id": self._simulator.id_of(opened.company_file) if opened else None,
            "quickbooks_user": opened.user if opened else None,
            "single_user": opened.single_user if opened else None,
            "every_seconds": application.every_seconds,
            "next_run": None if due is None else datetime.fromtimestamp(due, UTC).isoformat(),
            "update_in_progress": machine.update_in_progress,
            "last_update": last and {name: last[name] for name in ("started", "ended", "outcome", "status", "turns")},
            **vars(connector.web_connector.habits),
        }
