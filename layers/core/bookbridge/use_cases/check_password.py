"""Whether somebody may act under a connector's user name: guesses are limited for everybody who tries."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bookbridge.domain.connector_keys import Login, hash_of
from bookbridge.ports.clock import Clock
from bookbridge.ports.connector_sessions import ConnectorKeys
from bookbridge.ports.transactions import Outdated

log = logging.getLogger(__name__)

LONGEST_NAME: Final = 100
"""Characters: ours are shorter, and anybody may send what they like."""


@dataclass(frozen=True, slots=True)
class CheckPassword:
    """Every wrong password is counted, and from the fifth on locks the user name for a while; a right one forgives."""

    keys: ConnectorKeys
    clock: Clock

    def __call__(self, user_name: str, password: str) -> Login | None:
        """The login; None for an unknown user name, a wrong password, and while the user name is locked."""
        now = self.clock.now()
        while True:
            login = self.keys.login(user_name) if len(user_name) <= LONGEST_NAME else None
            if login is None:
                hash_of(password, b"nobody has this salt")  # takes as long as for a user name that exists
                return None
            if login.is_locked_at(now):
                log.warning("refused: too many wrong passwords", extra={"user_name": user_name})
                return None
            is_right = login.accepts(password)
            try:
                return self._counted(login, is_right=is_right, now=now)
            except Outdated:
                continue  # somebody guessed at the same time

    def _counted(self, login: Login, *, is_right: bool, now: datetime) -> Login | None:
        if not is_right:
            log.warning("refused: wrong password", extra={"user_name": login.user_name})
            self.keys.note_guess(login.after_wrong_guess(now), login.failures)
            return None
        if not login.failures:
            return login
        forgiven = replace(login, failures=0, locked_until=None)
        self.keys.note_guess(forgiven, login.failures)
        return forgiven
