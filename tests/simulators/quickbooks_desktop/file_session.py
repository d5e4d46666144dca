"""A COM session with a company file: message sets in, response documents out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import MODAL_DIALOG, SESSION_ENDED, QuickBooksError, StatusError
from .message_sets import MessageSet, Request, read_message_set
from .queries import Iterators
from .recovery import Recall, recovered
from .requests import Program
from .responses import Response
from .xml_writing import response_document

if TYPE_CHECKING:
    from .company_file import CompanyFile
    from .file_faults import Crash
    from .records import Record


class FileSession:
    """One application's session on one PC. Its iterators end with it."""

    def __init__(self, file: CompanyFile, owner_id: str, machine: str) -> None:
        """Open the session; ``CompanyFile.begin`` does."""
        self._file = file
        self._owner = owner_id
        self._machine = machine
        self._iterators = Iterators()
        self.ended = False

    def process(self, qbxml: str) -> str:
        """Carry a whole message set out; return the whole response document.

        Raises:
            QuickBooksError: 0x80040400 the message breaks the schema and nothing was done, 0x80040414 a dialog is open,
                0x8004040D the session is over, or QuickBooks broke off.
        """
        with self._file.lock:
            if self.ended:
                raise QuickBooksError(SESSION_ENDED)
            if self._file.modal_dialog:
                raise QuickBooksError(MODAL_DIALOG)
            message_set = read_message_set(qbxml, self._file.host)
            recall = Recall(self._file.work(self._machine), self._owner, message_set)
            responses = recall.responses
            if responses is None:
                responses = self._carry_out(message_set, recall)
                recall.keep(responses)
            return response_document(recall.attributes(), responses)

    def end(self) -> None:
        """Close the session."""
        self.ended = True
        self._iterators.by_id.clear()

    def _carry_out(self, message_set: MessageSet, recall: Recall) -> list[str]:
        file = self._file
        crash = file.faults.take_crash()
        company = (file.company_name, file.legal_name)
        program = Program(file.work(self._machine), file.host, file.file_mode, company, self._iterators)
        done: list[tuple[Request, Response, Record | None]] = []
        for request in message_set.requests:
            if crash is not None and crash.after == len(done):
                break
            done.append((request, *self._one(program, request, message_set, [each for _, each, _ in done])))
        if crash is not None:
            self._break_off(crash, done, recall)
        if not message_set.with_data:
            for _, response, record in done:
                if record is not None:
                    response.returned = ()
        return [_written(request, response) for request, response, _ in done]

    def _one(
        self, program: Program, request: Request, message_set: MessageSet, before: list[Response]
    ) -> tuple[Response, Record | None]:
        if message_set.on_error == "stopOnError" and before and before[-1].code >= 1000:
            return Response(3231, "The request has not been processed."), None
        if message_set.on_error == "rollbackOnError":
            return Response(1030, "Rolling back is not supported for this request."), None
        try:
            self._file.faults.check(request.name)
            return program.carry_out(request)
        except StatusError as refusal:
            return Response.refusal(refusal), None

    def _break_off(self, crash: Crash, done: list[tuple[Request, Response, Record | None]], recall: Recall) -> None:
        known = [_written(request, recovered(record) if record else response) for request, response, record in done]
        recall.keep(known if crash.remembered else None)
        self.end()
        raise QuickBooksError(crash.hresult)


def _written(request: Request, response: Response) -> str:
    return response.write(request.name, request.attributes.get("requestID"))
