"""The SOAP calls of an update, each a step, with what may go wrong on their way."""

from collections.abc import Generator
from typing import TYPE_CHECKING

from .soap_client import CallFailed, ServiceFault, SoapClient, envelope
from .web_connector_faults import AFTER_CALL, BEFORE_CALL, BODIES, ORDER, Crashed, FaultPoint, spoil_body
from .web_connector_log import Step, UpdateLog

if TYPE_CHECKING:
    from .web_connector import Application, WebConnector


class Calls:
    """Makes the calls of one update; ``turn`` counts its requests."""

    def __init__(self, connector: "WebConnector", application: "Application", log: UpdateLog) -> None:
        """Note every call in ``log``."""
        self.turn = 0
        self._connector = connector
        self._log = log
        self._client = SoapClient(application.transport)
        machine = connector.machine
        names = {
            "machine": machine.name,
            "windows_user": machine.windows_user,
            "user_name": application.user_name,
            "file_id": application.file.file_id,
        }
        self.point = FaultPoint(connector.faults, names)

    @property
    def ticket(self) -> str:
        """Return the ticket that the service gave."""
        return self._log.ticket

    @ticket.setter
    def ticket(self, ticket: str) -> None:
        self._log.ticket = ticket

    def text(self, operation: str, **parameters: str) -> Generator[Step, None, str]:
        """Call an operation whose answer is a text."""
        return (yield from self.texts(operation, **parameters))[0]

    def number(self, operation: str, **parameters: str) -> Generator[Step, None, int]:
        """Call an operation whose answer is an integer."""
        text = yield from self.text(operation, **parameters)
        try:
            return int(text)
        except ValueError as error:
            raise CallFailed(f"{operation}: {text!r} is no integer") from error

    def texts(self, operation: str, **parameters: str) -> Generator[Step, None, list[str]]:
        """Call an operation, again if it is answered with a SOAP Fault.

        Raises:
            CallFailed: No usable answer came.
            Crashed: The machine died before or after the call.
        """
        body = envelope(operation, parameters)
        if rule := self.point.strike(ORDER, operation, self.turn, body):
            extra = operation if rule.kind == "repeated_call" else str(rule.given.get("call", "receiveResponseXML"))
            given = parameters if extra == operation else {"ticket": self.ticket}
            yield from self._out_of_order(extra, given)
        for left in range(self._connector.habits.retries, -1, -1):
            step = self._begun(operation, parameters)
            try:
                answer = self._answered(operation, body)
            except ServiceFault as fault:
                step.problem = str(fault)
                yield step
                if not left:
                    raise
            except (CallFailed, Crashed) as failure:
                step.problem = str(failure)
                yield step
                raise
            else:
                step.result = answer if operation == "authenticate" else answer[0]
                yield step
                return answer
        raise CallFailed(operation)

    def endanger(self, kinds: tuple[str, ...], operation: str, body: bytes) -> None:
        """Crash, or lose the connection, if it is time for that."""
        if self._connector.crashes_now():
            raise Crashed(f"at {operation}")
        self.point.endanger(kinds, operation, self.turn, body)

    def _begun(self, operation: str, parameters: dict[str, str]) -> Step:
        step = Step(operation, parameters, self._connector.machine.now(), self.turn)
        self._log.steps.append(step)
        return step

    def _answered(self, operation: str, body: bytes) -> list[str]:
        self.endanger(BEFORE_CALL, operation, body)
        rule = self.point.strike(BODIES, operation, self.turn, body)
        answer = self._client.post(operation, spoil_body(rule, body) if rule else body)
        self.endanger(AFTER_CALL, operation, body)
        return answer

    def _out_of_order(self, operation: str, parameters: dict[str, str]) -> Generator[Step, None, None]:
        """Make a call that does not belong here; whatever is answered is passed over."""
        step = self._begun(operation, parameters)
        try:
            step.result = self._client.call(operation, parameters)[0]
        except (CallFailed, IndexError) as failure:
            step.problem = str(failure)
        yield step
