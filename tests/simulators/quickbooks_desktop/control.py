"""The control API: what this package adds to it."""

import re
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from tests.simulators.chassis.control_core import CoreControl, Handler
from tests.simulators.chassis.exchange import Answer, Request, json_answer

from .control_books import BookControl
from .control_connectors import ConnectorControl
from .errors import QuickBooksError, StatusError

if TYPE_CHECKING:
    from .simulator import Simulator

UPDATE_PATH: Final = re.compile(r"/control/connectors/[^/]+/update")


class Control(CoreControl):
    """Answers everything below ``/control``."""

    def __init__(self, simulator: "Simulator") -> None:
        """Know the simulator that is controlled."""
        routes = [*ConnectorControl(simulator).routes(), *BookControl(simulator).routes()]
        super().__init__(simulator, routes)

    @override
    def run(self, handler: Handler, request: Request, names: tuple[str, ...]) -> Answer:
        try:
            return super().run(handler, request, names)
        except StatusError as refusal:
            return json_answer(400, {"error": str(refusal), "statusCode": refusal.code})
        except QuickBooksError as refusal:
            return json_answer(400, {"error": str(refusal), "hresult": refusal.hresult})
