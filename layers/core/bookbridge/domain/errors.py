"""Errors, classed by what the caller should do about them.

Step Functions matches a Lambda error by its class name, so each leaf is named for its cause; the state machines list
the leaves of `Retriable` by name (a test keeps both lists equal).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .timestamps import to_text


class BookbridgeError(Exception):
    """Base of every error the product raises on purpose."""


class Retriable(BookbridgeError):  # noqa: N818 - the names are part of the state machines' vocabulary
    """The same request can succeed later without anyone changing anything."""


class Fatal(BookbridgeError):  # noqa: N818
    """The run cannot go on; somebody or something outside it must act first."""


class Skippable(BookbridgeError):  # noqa: N818
    """This one item cannot be used; the rest can."""


class RateLimited(Retriable):
    """The package's request budget is used up; `wait_seconds` says when to come back. Never counts as an attempt."""

    def __init__(self, wait_seconds: float, limit: str = "") -> None:
        """`limit` names the budget that ran out, for example `batches per minute`."""
        super().__init__(f"request budget used up ({limit or 'unnamed limit'}), wait {wait_seconds:.1f} s")
        self.wait_seconds = wait_seconds
        self.limit = limit


class PackageUnavailable(Retriable):
    """The package answered 5xx, or no connection could be made; nothing was written there."""


class StoreThrottled(Retriable):
    """The database refused for its load after its own retries."""


class TokenRefreshInProgress(Retriable):
    """Another worker is refreshing the tokens and has not finished in time."""


class MailUnavailable(BookbridgeError):  # noqa: N818
    """The mail service takes nothing at the moment; whoever had the message sent is called again later."""


class MailRefused(Skippable):
    """The mail service will not send this message, however often it is asked."""


class MailOff(MailRefused):
    """The operator has named no sender, so no mail is sent at all."""


class EventRefused(BookbridgeError):  # noqa: N818
    """The bus did not take an event; its message comes again later."""


class OutcomeUnknown(BookbridgeError):  # noqa: N818
    """The request may have been carried out: no answer arrived. Find first, then decide."""


class AnswerAwaited(BookbridgeError):  # noqa: N818
    """A question to a package that calls in has no answer yet: the step goes on when it is there.

    `message` is the question; `message_set` the id under which the package remembers it, empty for one that reads.
    """

    def __init__(self, message: str, message_set: str = "") -> None:
        """Nothing is wrong: this ends a turn."""
        super().__init__("the answer comes with another turn of the connector")
        self.message = message
        self.message_set = message_set


class UnreadableAnswer(Fatal):
    """What the connector brought is no answer that can be read; the message says why."""


class LeaseLost(Fatal):
    """The company's lease passed to another session; this one must write nothing more, here or in the package."""


class ReauthorizationRequired(Fatal):
    """The package refuses our tokens for good: the customer must connect again."""


class ConnectionInactive(Fatal):
    """The company has no connection that may sync: none, disabled, or awaiting consent."""


class LimitReached(Fatal):
    """The package's limit is used up for longer than a session should wait; the company is parked `until` then."""

    def __init__(self, until: datetime) -> None:
        """`until` is when the limit is expected to be free again."""
        super().__init__(f"the accounting package's limit is used up until {to_text(until)}")
        self.until = until


class WrongCompany(Fatal):
    """The organisation that answered is not the one this company is bound to: nothing was read or written."""


class PairingPending(Fatal):
    """A company file calls that nobody has confirmed yet: nothing was read or written."""


class CompanyFileRestored(Fatal):
    """An older copy of the company file has come back: nothing goes on until somebody has confirmed it."""


class ConnectorStopped(Fatal):
    """The connector, or the package beside it, could not go on; the message says why."""


class PackageRefused(Fatal):
    """The package refused a whole request (not one record) for a reason that a retry does not change."""

    def __init__(self, message: str, *, code: str = "", status: int = 0) -> None:
        """`code` is the package's own error code, `status` the HTTP status."""
        super().__init__(message)
        self.code = code
        self.status = status


class FileUnavailable(Skippable):
    """A document's file cannot be had from the address that was given for it; the message says why."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        """`passing`: its server is unwell, and another try may do."""
        super().__init__(message)
        self.passing = passing


class UnreadableDelivery(Skippable):
    """A signed webhook body that cannot be parsed; it is kept among the dead letters with this reason."""


class UnknownPackage(Skippable):
    """No accounting package has this name."""


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One thing wrong with one field of an input.

    `field` is a path such as `lines[0].quantity`; `message` says what is wrong and how to mend it; `code` is a failure
    code of the catalogue where one applies, and `values` what its texts can tell then.
    """

    field: str
    message: str
    code: str = "invalid_field"
    values: Mapping[str, str] = dataclasses.field(default_factory=dict, compare=False)


class InvalidInput(BookbridgeError):  # noqa: N818
    """Input that is refused before it is accepted; every fault is named at once."""

    def __init__(self, faults: tuple[FieldFault, ...], detail: str = "") -> None:
        """`faults` is never empty."""
        super().__init__(detail or "; ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = faults
        self.detail = detail or f"{len(faults)} field{'s' if len(faults) != 1 else ''} must be corrected."


class NotFound(BookbridgeError):  # noqa: N818
    """The thing asked for does not exist, or belongs to another company: both look the same to the caller."""


class Conflict(BookbridgeError):  # noqa: N818
    """The request is well formed but the present state forbids it; the message says which state and what to do."""


class SessionActive(Conflict):
    """Another session works on this company; `holder` and `minutes_left` say who, and for how long at most."""

    def __init__(self, holder: str, minutes_left: int, session_id: str, told: str = "") -> None:
        """`minutes_left` counts to the end of the holder's lease, rounded up; `told` says it in another language."""
        super().__init__(
            told or f"Waiting for active session to expire: {holder} holds it, {minutes_left} minutes left at most."
        )
        self.holder = holder
        self.minutes_left = minutes_left
        self.session_id = session_id
