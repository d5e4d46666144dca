"""The memory of message sets by their ids, which an application asks when it does not know what became of one."""

from .message_sets import MessageSet
from .records import Record, StoredResponse
from .responses import Response
from .work import Work

LONGEST_ID = 23
OK, OTHER_CONTENT, LOST, TOO_LONG, UNKNOWN = "0", "9001", "9002", "9004", "600"


class Recall:
    """What the memory says to a message set before it is carried out."""

    def __init__(self, work: Work, owner: str, message_set: MessageSet) -> None:
        """Look the message set's ids up among those of the application ``owner``."""
        self._sets = work.contents.message_sets
        self._owner = owner
        self._message_set = message_set
        self.status: str | None = None
        self.responses: list[str] | None = None
        self._look_up(message_set)

    def _look_up(self, asked: MessageSet) -> None:
        """Set the ``status`` (None: the message has no ids) and, if nothing is to be carried out, the ``responses``."""
        if asked.new_id is None and asked.old_id is None:
            return
        self.status = OK
        if any(len(each or "") > LONGEST_ID for each in (asked.new_id, asked.old_id)):
            self.status, self.responses = TOO_LONG, []
            return
        if asked.new_id is None:
            if asked.requests:  # the set is cleared, and these requests are not remembered
                self._sets.pop((self._owner, asked.old_id or ""), None)
            else:
                self._answer(self._sets.get((self._owner, asked.old_id or "")))
            return
        if asked.old_id is not None:
            self._sets.pop((self._owner, asked.old_id), None)
        stored = self._sets.get((self._owner, asked.new_id))
        if stored is not None and stored.digest != asked.digest:
            self.status, self.responses = OTHER_CONTENT, []
        elif stored is not None:
            self._answer(stored)

    def _answer(self, stored: StoredResponse | None) -> None:
        if stored is None:
            self.status, self.responses = UNKNOWN, []
        elif stored.responses is None:
            self.status, self.responses = LOST, []
        else:
            self.responses = stored.responses

    def keep(self, responses: list[str] | None) -> None:
        """Remember the responses (None: they are lost) if the message set has a new id."""
        if self._message_set.new_id is not None:
            self._sets[self._owner, self._message_set.new_id] = StoredResponse(self._message_set.digest, responses)

    def attributes(self) -> dict[str, str]:
        """Return the attributes of the response's envelope; there are none if the message had no ids."""
        made = {}
        if self._message_set.old_id is not None:
            made["oldMessageSetID"] = self._message_set.old_id
        if self._message_set.new_id is not None:
            made["newMessageSetID"] = self._message_set.new_id
        if self.status is not None:
            made["messageSetStatusCode"] = self.status
        return made


def recovered(record: Record) -> Response:
    """Return what is known of a record after a crash: ErrorRecovery in place of what would have been returned."""
    listed = not record.number
    known = {"ListID" if listed else "TxnID": record.id}
    if not listed:
        known["TxnNumber"] = str(record.number)
    known["EditSequence"] = str(record.edit_sequence)
    if guid := record.text("ExternalGUID"):
        known["ExternalGUID"] = guid
    return Response(plain={"ErrorRecovery": known})
