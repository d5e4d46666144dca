"""One update of one application, step by step, as section 1 draws it."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Final, TypeAlias
from uuid import uuid4

from .errors import QuickBooksError
from .machine import Session
from .soap_client import CallFailed
from .web_connector_calls import Calls
from .web_connector_faults import AFTER_QUICKBOOKS, ANSWERS, BEFORE_QUICKBOOKS, DELAYS, Crashed, spoil_answer
from .web_connector_log import OPENING, PAUSE, QUICKBOOKS, Outcome, Step, UpdateLog
from .web_connector_login import Ended, greet, log_in

if TYPE_CHECKING:
    from .web_connector import Application, WebConnector

Steps: TypeAlias = Generator[Step, None, None]

COUNTRY: Final = "US"
MAJOR_VERSION, MINOR_VERSION = "13", "0"
NOOP_SECONDS: Final = 5.0
PATIENCE: Final = 1_000
"""How often the Web Connector tries again because it is told so; a person would have given up before."""
FIRST_QUESTIONS: Final = (
    '<?xml version="1.0" encoding="utf-8"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="continueOnError">'
    '<HostQueryRq requestID="0"/><CompanyQueryRq requestID="1"><OwnerID>{owner_id}</OwnerID></CompanyQueryRq>'
    '<PreferencesQueryRq requestID="2"/></QBXMLMsgsRq></QBXML>'
)


class Update:
    """An update: run to its end, or taken step by step, or killed between two steps.

    It holds the machine's UpdateLock and, once a company file is open, the
    application's AppLock in it. A killed or crashed update leaves the AppLock where it is.
    """

    def __init__(self, connector: "WebConnector", application: "Application") -> None:
        """Take the machine's UpdateLock."""
        self._connector = connector
        self._application = application
        self._machine = connector.machine
        self._machine.update_in_progress = True
        self.log = UpdateLog(application.user_name, self._machine.name, self._machine.now())
        self._calls = Calls(connector, application, self.log)
        self._session: Session | None = None
        self._steps = self._run()
        self._crashed = False

    @property
    def ended(self) -> bool:
        """Tell whether there is no further step."""
        return self.log.ended is not None

    def step(self) -> Step | None:
        """Take the next step and return it, ``None`` when the update had ended."""
        try:
            step = next(self._steps)
        except StopIteration:
            return None
        self._witness(step)
        return step

    def run(self) -> UpdateLog:
        """Take all steps that are left."""
        while self.step():
            pass
        return self.log

    def kill(self) -> UpdateLog:
        """Let the machine die now: no goodbye, QuickBooks' session and its iterators are gone."""
        if not self.ended:
            self._crashed = True
            self.log.outcome, self.log.status = "crashed", "killed"
            self._steps.close()
            # A generator that has not begun has no end of its own.
            self._leave()
        return self.log

    def _witness(self, step: Step) -> None:
        if self._connector.witness:
            opened = self._session.company_file if self._session else None
            self._connector.witness(self._application, opened, step)

    def _run(self) -> Steps:
        try:
            yield from greet(self._calls, self._connector.habits)
            path = yield from log_in(self._calls, self._connector, self._application)
            answer = yield from self._open(path)
            yield from self._exchange(answer)
            yield from self._close()
        except Ended as end:
            self._end(end.outcome, end.status)
        except Crashed as crash:
            self._crashed = True
            self._end("crashed", str(crash))
        except CallFailed as failure:
            self._end("failed", str(failure))
        finally:
            self._leave()

    def _end(self, outcome: Outcome, status: str) -> None:
        self.log.outcome, self.log.status = outcome, status

    def _leave(self) -> None:
        if self._session:
            if not self._crashed:
                self._session.company_file.stamp(self._application.file.owner_id, "AppLock", "")
            self._machine.leave(self._session)
            self._session = None
        self._machine.update_in_progress = False
        if not self.ended:
            self.log.ended = self._machine.now()
            if self._connector.archive:
                self._connector.archive(self._application, self.log)

    def _open(self, path: str) -> Generator[Step, None, str]:
        """Open the company file at ``path`` ("": the one that is open), and return what it says of itself."""
        for _ in range(PATIENCE):
            step = Step(OPENING, {"path": path}, self._machine.now())
            self.log.steps.append(step)
            try:
                answer = self._opened(path)
            except QuickBooksError as error:
                step.problem = error.hresult
                self._drop_session()
                yield step
                word = yield from self._calls.text(
                    "connectionError", ticket=self.log.ticket, hresult=error.hresult, message=error.message
                )
                if word.lower() == "done":
                    raise Ended("stopped", error.message) from error
                path = word
            else:
                step.result = answer
                yield step
                return answer
        raise Ended("gave_up", "connectionError was answered with another try again and again.")

    def _opened(self, path: str) -> str:
        if error := self._calls.point.quickbooks_error(OPENING, 0, b""):
            raise error
        owner_id = self._application.file.owner_id
        self._session = self._machine.begin(owner_id, path)
        self._session.company_file.stamp(owner_id, "AppLock", f"LOCKED:{self._machine.name}:{self._machine.ticks()}")
        return self._session.work.process(FIRST_QUESTIONS.format(owner_id=owner_id))

    def _drop_session(self) -> None:
        if self._session:
            self._machine.leave(self._session)
            self._session = None

    def _exchange(self, about_company: str) -> Steps:
        """Carry requests to QuickBooks and answers back, until all is done."""
        waits = 0
        done = 0
        while done < 100:
            self._calls.turn += 1
            qbxml = yield from self._calls.text(
                "sendRequestXML",
                ticket=self.log.ticket,
                strHCPResponse=about_company,
                strCompanyFileName=self._open_session().path,
                qbXMLCountry=COUNTRY,
                qbXMLMajorVers=MAJOR_VERSION,
                qbXMLMinorVers=MINOR_VERSION,
            )
            about_company = ""
            if not qbxml:
                self._calls.turn -= 1
                waits += 1
                if waits > PATIENCE:
                    raise Ended("gave_up", "NoOp again and again.")
                if not (yield from self._asked_to_wait()):
                    return
                continue
            waits = 0
            response, hresult, message = yield from self._carry_out(qbxml)
            done = yield from self._calls.number(
                "receiveResponseXML", ticket=self.log.ticket, response=response, hresult=hresult, message=message
            )
            if done < 0:
                self._end("error", (yield from self._last_error()))
                return
        self._end("done", "")

    def _carry_out(self, qbxml: str) -> Generator[Step, None, tuple[str, str, str]]:
        """Give a message to QuickBooks; its response, or the hresult and message of its error."""
        body, turn = qbxml.encode(), self._calls.turn
        if delay := self._calls.point.strike(DELAYS, QUICKBOOKS, turn, body):
            yield from self._wait(float(delay.given.get("seconds", NOOP_SECONDS)))
        self._calls.endanger(BEFORE_QUICKBOOKS, QUICKBOOKS, body)
        step = Step(QUICKBOOKS, {"request": qbxml}, self._machine.now(), turn)
        self.log.steps.append(step)
        message = ""
        try:
            if error := self._calls.point.quickbooks_error(QUICKBOOKS, turn, body):
                raise error
            session = self._open_session()
            self._calls.point.prepare(session.company_file, QUICKBOOKS, turn, body)
            step.result = session.work.process(qbxml)
        except QuickBooksError as error:
            step.problem, message = error.hresult, error.message
        response = str(step.result)
        yield step
        self._calls.endanger(AFTER_QUICKBOOKS, QUICKBOOKS, body)
        if rule := self._calls.point.strike(ANSWERS, QUICKBOOKS, turn, body):
            response = spoil_answer(rule, response)
        return response, step.problem, message

    def _asked_to_wait(self) -> Generator[Step, None, bool]:
        """Ask what an empty request means; false when it is the end."""
        word = yield from self._last_error()
        match word.lower():
            case "noop":
                yield from self._wait(NOOP_SECONDS)
                return True
            case "interactive mode":
                return (yield from self._interact())
            case "":
                self._end("done", "")
            case _:
                self._end("error", word)
        return False

    def _interact(self) -> Generator[Step, None, bool]:
        """Let the user work in a browser; false when that was the end."""
        ticket = self.log.ticket
        yield from self._calls.text("getInteractiveURL", wcTicket=ticket, sessionID=str(uuid4()))
        if reason := self._connector.habits.interactive_refusal:
            word = yield from self._calls.text("interactiveRejected", wcTicket=ticket, reason=reason)
            self._end("error", word)
            return False
        word = yield from self._calls.text("interactiveDone", wcTicket=ticket)
        if word.lower() != "done":
            self._end("error", word)
        return word.lower() == "done"

    def _wait(self, seconds: float) -> Steps:
        step = Step(PAUSE, {"seconds": str(seconds)}, self._machine.now(), self._calls.turn)
        self.log.steps.append(step)
        self._connector.pause(seconds)
        yield step

    def _last_error(self) -> Generator[Step, None, str]:
        return (yield from self._calls.text("getLastError", ticket=self.log.ticket))

    def _close(self) -> Steps:
        text = yield from self._calls.text("closeConnection", ticket=self.log.ticket)
        self.log.status = self.log.status or text

    def _open_session(self) -> Session:
        if self._session is None:
            raise Crashed("QuickBooks is gone")
        return self._session
