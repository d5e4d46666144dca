"""The control API: what this package adds to it."""

from typing import TYPE_CHECKING

from typing_extensions import override

from tests.simulators.chassis import control
from tests.simulators.chassis.control import Handler
from tests.simulators.chassis.exchange import Answer, Request, json_answer
from tests.simulators.chassis.records import Record

from .control_books import BookControl
from .control_webhooks import WebhookControl
from .errors import ApiProblem, Refused, validation

if TYPE_CHECKING:
    from .simulator import Simulator


class Control(control.Control):
    """Answers everything below ``/control``."""

    def __init__(self, simulator: "Simulator") -> None:
        """Know the simulator that is controlled."""
        self._xero = simulator
        super().__init__(simulator, [*WebhookControl(simulator.webhooks).routes(), *BookControl(simulator).routes()])

    @override
    def run(self, handler: Handler, request: Request, names: tuple[str, ...]) -> Answer:
        try:
            return super().run(handler, request, names)
        except ApiProblem as problem:
            return json_answer(400, problem.body)
        except Refused as refusal:
            errors = [{"Message": message} for message in refusal.messages]
            return json_answer(400, validation([{"HasErrors": True, "ValidationErrors": errors}]).body)

    @override
    def issue(self, organisation_id: str, body: Record) -> Record:
        return self._xero.issue_tokens(
            organisation_id,
            replace=bool(body.get("replace")),
            user=str(body.get("user", "")),
            scope=str(body.get("scope", "")),
        )

    @override
    def consent(self, body: Record) -> None:
        super().consent(body)
        if "user" in body:
            self._xero.oauth.user = str(body["user"])
