"""What goes wrong on a machine on demand, between the Web Connector, QuickBooks and the network."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.simulators.chassis.exchange import Request
from tests.simulators.chassis.injected import Faults, Rule

from .company_file import CompanyFile
from .errors import MODAL_DIALOG, SINGLE_USER_TAKEN, QuickBooksError
from .machine import ADMINISTRATOR, ANOTHER_FILE_OPEN, NO_PERMISSION, logged_in_elsewhere, refusal
from .soap_client import CallFailed

BEFORE_CALL: Final = ("crash_before_call", "call_lost")
AFTER_CALL: Final = ("crash_after_call", "call_answer_lost")
BEFORE_QUICKBOOKS: Final = ("crash_before_quickbooks", "timeout_before_commit")
AFTER_QUICKBOOKS: Final = ("crash_after_quickbooks", "timeout_after_commit", "lost_answer")
DELAYS: Final = ("late_execution",)
BODIES: Final = ("wrong_encoding", "half_call")
ANSWERS: Final = ("half_answer", "huge_answer", "xml_bomb")
ORDER: Final = ("repeated_call", "out_of_order")
QUICKBOOKS_ERRORS: Final = {
    "modal_dialog": MODAL_DIALOG,
    "wrong_company_file": ANOTHER_FILE_OPEN,
    "administrator_elsewhere": "",
    "no_permission": NO_PERMISSION,
    "single_user_conflict": SINGLE_USER_TAKEN,
    "quickbooks_error": "0x80040402",
}
WITHIN_QUICKBOOKS: Final = ("status_code", "quickbooks_breaks_off")
KINDS: Final = (
    *BEFORE_CALL,
    *AFTER_CALL,
    *BEFORE_QUICKBOOKS,
    *AFTER_QUICKBOOKS,
    *DELAYS,
    *BODIES,
    *ANSWERS,
    *ORDER,
    *QUICKBOOKS_ERRORS,
    *WITHIN_QUICKBOOKS,
)
HUGE: Final = 50_000_000
BOMB: Final = (
    '<?xml version="1.0" ?><!DOCTYPE QBXML [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><QBXML>&i;</QBXML>"
)


class Crashed(Exception):  # noqa: N818 - an outcome of an update, shown in its log
    """The Web Connector, or the machine, is dead from here on."""


@dataclass
class FaultPoint:
    """A moment at which something may go wrong.

    ``operation`` is that of the step; ``body`` what is sent, or given to QuickBooks.
    Rules are matched with ``path`` ``/{machine}/{user_name}/{operation}``, with ``body``,
    and by the names ``machine``, ``windows_user``, ``user_name``, ``operation``, ``turn``.
    """

    faults: Faults
    names: Mapping[str, str]

    def strike(self, kinds: tuple[str, ...], operation: str, turn: int, body: bytes) -> Rule | None:
        """Return the rule of one of these kinds that strikes now."""
        if not self.faults.rules:
            return None
        params = {**self.names, "operation": operation, "turn": str(turn)}
        path = f"/{params['machine']}/{params['user_name']}/{operation}"
        return self.faults.strike(Request("POST", path, "", {}, body, params), kinds)

    def endanger(self, kinds: tuple[str, ...], operation: str, turn: int, body: bytes) -> None:
        """Crash, or lose the connection, if a rule of one of these kinds strikes now."""
        rule = self.strike(kinds, operation, turn, body)
        if rule is None:
            return
        if rule.kind.startswith("crash"):
            raise Crashed(rule.kind)
        raise CallFailed(f"{operation}: no answer: {rule.kind}")

    def quickbooks_error(self, operation: str, turn: int, body: bytes) -> QuickBooksError | None:
        """Return what QuickBooks says instead of working."""
        rule = self.strike(tuple(QUICKBOOKS_ERRORS), operation, turn, body)
        if rule is None:
            return None
        if rule.kind == "administrator_elsewhere" and "hresult" not in rule.given:
            return logged_in_elsewhere(str(rule.given.get("user", ADMINISTRATOR)))
        hresult = str(rule.given.get("hresult") or QUICKBOOKS_ERRORS[rule.kind])
        return refusal(hresult, str(rule.given.get("message", "")))

    def prepare(self, company_file: CompanyFile, operation: str, turn: int, body: bytes) -> None:
        """Let QuickBooks refuse a request of the message that it is given now, or break off in it."""
        rule = self.strike(WITHIN_QUICKBOOKS, operation, turn, body)
        if rule is None:
            return
        given = rule.given
        if rule.kind == "quickbooks_breaks_off":
            company_file.crash_next(int(given.get("after", 0)), remembered=bool(given.get("remembered", True)))
            return
        code, message = int(given.get("status_code", 3175)), str(given.get("message", ""))
        company_file.fail_next(rule.body or None, code, message, int(given.get("requests", 1)))


def spoil_answer(rule: Rule, response: str) -> str:
    """Return what becomes of QuickBooks' answer on its way."""
    match rule.kind:
        case "half_answer":
            return response[: len(response) // 2]
        case "huge_answer":
            size = int(rule.given.get("bytes", HUGE))
            return response.replace("</QBXML>", f"<!--{'x' * size}--></QBXML>")
        case _:
            return BOMB


def spoil_body(rule: Rule, body: bytes) -> bytes:
    """Return what becomes of a SOAP call on its way."""
    if rule.kind == "half_call":
        return body[: len(body) // 2]
    # Says that it is UTF-8 and is not.
    return body.replace(b"</soap:Body>", "<!-- ä -->".encode("cp1252") + b"</soap:Body>")
