"""The tokens of a realm, as this package spells them (section 1).

Decided where the page is uncertain: every refresh gives a new refresh token and the
one used stops working after ``refresh_grace_seconds``; access tokens given out
earlier live on until they expire; a new authorisation of a realm ends the earlier
one ("treat the newest as valid").
"""

from typing_extensions import override

from tests.simulators.chassis.tokens import Grant, TokenStore

from .records import Record
from .settings import Config


class Tokens(TokenStore[Config]):
    """Every token the simulator has given out; the subject of a consent is a realm."""

    @override
    def spell(self, grant: Grant, number: int) -> tuple[str, str]:
        return f"eyJ{number:010d}.{grant.subject}", f"RT1-{number:010d}-{grant.subject}"

    @override
    def still_granted(self, grant: Grant) -> bool:
        ends_at = grant.granted_at + self.config.hard_expiry_seconds
        return super().still_granted(grant) and self.clock.seconds() <= ends_at

    @override
    def response(self, grant: Grant, *, hard_expiry: bool = False) -> Record:
        body: Record = {
            "token_type": "bearer",
            "access_token": grant.newest_access_token,
            "expires_in": self.config.access_token_seconds,
            "refresh_token": grant.refresh_token,
            "x_refresh_token_expires_in": self.config.refresh_token_seconds,
        }
        if hard_expiry:
            left = grant.granted_at + self.config.hard_expiry_seconds
            body["x_refresh_token_hard_expires_in"] = int(left - self.clock.seconds())
        return body

    def realm_of(self, access_token: str) -> str | None:
        """Return the realm of a working access token."""
        grant = self.grant_of(access_token)
        return grant.subject if grant else None
