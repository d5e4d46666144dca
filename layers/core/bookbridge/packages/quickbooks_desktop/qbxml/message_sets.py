"""Message sets: QuickBooks remembers a message that writes, and its answer, under an id (error recovery of the SDK).

Sent again under the same id it is not carried out again: the stored answer comes. So after a break the first question
is for that answer.
"""

from __future__ import annotations

import hashlib
from enum import IntEnum
from typing import Final

from bookbridge.domain.errors import UnreadableAnswer

from .answers import Answers
from .requests import MAX_MESSAGE_SET_ID, render

_PREFIX: Final = "bb-"


class MessageSetStatus(IntEnum):
    """What `messageSetStatusCode` says (source: status codes in response messages)."""

    ANSWERED = 0
    """The answers are there: new ones, or the stored ones."""
    UNKNOWN = 600
    """QuickBooks remembers no message under this id: it never arrived, or has been replaced by another."""
    OTHER_CONTENT = 9001
    """The id belongs to a message with other content; nothing was carried out."""
    NOTHING_STORED = 9002
    """The message is known, its answer is not: it may have been carried out."""
    ID_TOO_LONG = 9004
    """The id was refused; nothing was carried out."""
    NOT_STORED = 9005
    """The answers are there, but QuickBooks could not store them."""


def id_of(dispatch_id: str) -> str:
    """The message-set id of a dispatch: the same for every attempt, at most 23 characters."""
    digest = hashlib.sha256(dispatch_id.encode()).hexdigest()
    return f"{_PREFIX}{digest}"[:MAX_MESSAGE_SET_ID]


def status_question(message_set: str) -> str:
    """The document that asks for the stored answer to a message."""
    return render((), old_message_set=message_set)


def status_of(answers: Answers) -> MessageSetStatus | None:
    """What is said about the message as a whole; None when it had no id. Raises `UnreadableAnswer`."""
    if answers.message_set_status is None:
        return None
    try:
        return MessageSetStatus(answers.message_set_status)
    except ValueError:
        raise UnreadableAnswer(f"the message set has the unknown status {answers.message_set_status}") from None
