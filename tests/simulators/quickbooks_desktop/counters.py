"""What is counted: the SOAP calls of the Web Connectors, and the requests that QuickBooks was given."""

import threading
from typing import Final

from lxml import etree
from typing_extensions import override

from tests.simulators.chassis.counters import Tally
from tests.simulators.chassis.records import Record

from .web_connector_log import OPENING, PAUSE, QUICKBOOKS, Step

_WRITES: Final = ("AddRs", "ModRs", "VoidRs", "DelRs")
_FAILED: Final = 1_000


class Counters(Tally):
    """Steps of updates, by operation of the service and by name of the request (``BillAddRq``).

    The status of a call is ``200`` (``none`` without a usable answer), that of a request
    ``statusCode 0``, or the hresult by which the whole message was refused.
    """

    def __init__(self) -> None:
        """Start at zero."""
        super().__init__()
        self._turn = threading.Lock()
        # Message sets that a company file remembers: sent again, they write nothing.
        self._sets: set[tuple[str, str, str]] = set()

    def witness(self, organisation_id: str, owner_id: str, step: Step) -> None:
        """Count a step that was taken."""
        with self._turn:
            if step.operation == QUICKBOOKS:
                self._carried_out(organisation_id, owner_id, step)
            elif step.operation not in {OPENING, PAUSE}:
                entry = self.count(step.operation, organisation_id, at=step.at.isoformat())
                self.answered(entry, "none" if step.problem else "200")

    def _carried_out(self, organisation_id: str, owner_id: str, step: Step) -> None:
        message = _message(step.parameters["request"], "QBXMLMsgsRq")
        if message is None:
            return
        requests = list(message.iterchildren(tag=etree.Element))
        response = None if step.problem else _message(str(step.result), "QBXMLMsgsRs")
        answers = [] if response is None else list(response.iterchildren(tag=etree.Element))
        repeated = response is not None and self._repeated(organisation_id, owner_id, message)
        for number, request in enumerate(requests):
            entry = self.count(str(request.tag), organisation_id, at=step.at.isoformat())
            answer = answers[number] if number < len(answers) else None
            self.answered(entry, step.problem or "none" if answer is None else self._answer(answer, repeated=repeated))

    def _answer(self, answer: etree._Element, *, repeated: bool) -> str:
        code = answer.get("statusCode", "")
        name = str(answer.tag)
        if name.endswith("QueryRs"):
            self.read(_identifier(child) for child in answer if str(child.tag).endswith("Ret"))
        elif name.endswith(_WRITES) and not repeated and code.isdecimal() and int(code) < _FAILED:
            self.objects_written += 1
        return f"statusCode {code}"

    def _repeated(self, organisation_id: str, owner_id: str, message: etree._Element) -> bool:
        name = message.get("newMessageSetID")
        if not name:
            return False
        key = organisation_id, owner_id, name
        known = key in self._sets
        self._sets.add(key)
        return known

    @override
    def summary(self) -> Record:
        with self._turn:
            return super().summary()


def _message(document: str, name: str) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    root = etree.fromstring(document.encode(), parser)
    return None if root is None else root.find(name)


def _identifier(record: etree._Element) -> str:
    name = str(record.tag).removesuffix("Ret")
    return f"{name}/{record.findtext('TxnID') or record.findtext('ListID') or ''}"
