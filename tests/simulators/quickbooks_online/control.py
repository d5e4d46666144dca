"""The control API: what this package adds to it."""

from typing import TYPE_CHECKING

from typing_extensions import override

from tests.simulators.chassis import control
from tests.simulators.chassis.control import Handler

from .control_books import BookControl
from .control_webhooks import WebhookControl
from .exchange import Answer, Request, json_answer
from .faults import Refused

if TYPE_CHECKING:
    from .simulator import Simulator


class Control(control.Control):
    """Answers everything below ``/control``."""

    def __init__(self, simulator: "Simulator") -> None:
        """Know the simulator that is controlled."""
        super().__init__(simulator, [*WebhookControl(simulator.webhooks).routes(), *BookControl(simulator).routes()])

    @override
    def run(self, handler: Handler, request: Request, names: tuple[str, ...]) -> Answer:
        try:
            return super().run(handler, request, names)
        except Refused as refusal:
            return json_answer(400, {"Fault": refusal.fault})
