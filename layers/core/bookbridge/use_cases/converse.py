"""One step's questions to a package that calls in, and the answers that are there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bookbridge.domain.connector_sessions import digest_of
from bookbridge.domain.errors import AnswerAwaited, PackageRefused

LASTING: Final = "lasting-"
"""Begins the keys of answers that hold for the whole session."""

_REFUSED: Final = "!"
"""Begins what is kept in place of the answer to a message that the package refused as a whole; XML begins with `<`."""

BAD_REQUEST: Final = 400


@dataclass(slots=True)
class Conversation:
    """Implements `Line`. `kept` are the answers that are stored; those that came since are stored when needed again."""

    kept: Mapping[str, str] = field(default_factory=dict)
    calls: int = 0
    _answers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what is stored."""
        self._answers.update(self.kept)

    def ask(self, message: str, message_set: str = "", *, lasting: bool = False) -> str:
        """See `Line.ask`."""
        key = message_set or digest_of(message)
        told = self._answers.get(key)
        if told is None and lasting:
            told = self._answers.get(LASTING + key)
        if told is None:
            raise AnswerAwaited(message, message_set)
        if told.startswith(_REFUSED):
            code, _, text = told[1:].partition(" ")
            raise PackageRefused(text or code, code=code, status=BAD_REQUEST)
        if lasting and key in self._answers:
            self._answers[LASTING + key] = self._answers.pop(key)
        return told

    def answered(self, message_set: str) -> str:
        """See `Line.answered`."""
        told = self._answers.get(message_set, "")
        return "" if told.startswith(_REFUSED) else told

    def take(self, key: str, answer: str) -> None:
        """An answer has come to the question with this key."""
        self._answers[key] = answer

    def take_refusal(self, key: str, code: str, message: str) -> None:
        """The package refused the message with this key as a whole."""
        self._answers[key] = f"{_REFUSED}{code} {message}"

    def forget(self, key: str) -> None:
        """An answer turned out to be none."""
        self._answers.pop(key, None)

    def settled(self) -> None:
        """What followed from the answers so far is written down: only the lasting ones are needed from here on."""
        for key in [key for key in self._answers if not key.startswith(LASTING)]:
            del self._answers[key]

    @property
    def to_keep(self) -> dict[str, str]:
        """Answers that the next turn needs and that are not stored yet."""
        return {key: answer for key, answer in self._answers.items() if key not in self.kept}

    @property
    def to_drop(self) -> tuple[str, ...]:
        """Stored answers that nobody needs any more."""
        return tuple(key for key in self.kept if key not in self._answers)
