"""The control API of a package in the cloud: limits, consents and tokens besides what all have."""

from dataclasses import asdict

from typing_extensions import override

from .control_core import CoreControl, Handler, change
from .records import Record
from .routes import NAME, Problem, Route
from .simulator import BaseSimulator

__all__ = ["Control", "Handler"]


class Control(CoreControl):
    """Answers everything below ``/control``."""

    def __init__(self, simulator: BaseSimulator, more: list[Route]) -> None:
        """Know the simulator that is controlled, and the routes of its package."""
        self._cloud = simulator
        super().__init__(simulator, more)

    @override
    def own_routes(self) -> list[Route]:
        tokens = f"/tokens/{NAME}"
        return [
            *super().own_routes(),
            ("GET", "/limits", self._limits),
            ("PUT", "/limits", self._set_limits),
            ("PUT", "/oauth", self._consent),
            ("GET", tokens, self._tokens),
            ("POST", tokens, self._issue_tokens),
            ("DELETE", tokens, self._revoke_tokens),
            ("POST", f"{tokens}/expire", self._expire_tokens),
        ]

    def issue(self, organisation_id: str, body: Record) -> Record:
        """Give tokens as the body says."""
        return self._cloud.issue_tokens(organisation_id, replace=bool(body.get("replace")))

    def consent(self, body: Record) -> None:
        """Set what the consent page does from now on."""
        self._cloud.oauth.denied = body.get("consent") == "denied"

    def _limits(self, **_: object) -> Record:
        return asdict(self._cloud.config.limits)

    def _set_limits(self, *, body: Record, **_: object) -> Record:
        change(self._cloud.config.limits, body)
        return self._limits()

    def _consent(self, *, body: Record, **_: object) -> Record:
        organisation_id = str(body.get("organisation_id", self._cloud.consent_for))
        if organisation_id:
            self._known(organisation_id)
        self._cloud.consent_for = organisation_id
        self.consent(body)
        consent = "denied" if self._cloud.oauth.denied else "granted"
        return {"organisation_id": organisation_id, "consent": consent}

    def _tokens(self, organisation_id: str, **_: object) -> Record:
        self._known(organisation_id)
        grants = self._cloud.describe_tokens(organisation_id)
        return {"organisation_id": organisation_id, "grants": grants}

    def _issue_tokens(self, organisation_id: str, *, body: Record, **_: object) -> Record:
        self._known(organisation_id)
        return self.issue(organisation_id, body)

    def _revoke_tokens(self, organisation_id: str, **_: object) -> Record:
        self._known(organisation_id)
        self._cloud.disconnect(organisation_id)
        return self._tokens(organisation_id)

    def _expire_tokens(self, organisation_id: str, **_: object) -> Record:
        self._known(organisation_id)
        self._cloud.expire_tokens(organisation_id)
        return self._tokens(organisation_id)

    def _known(self, organisation_id: str) -> None:
        if organisation_id not in self._cloud.organisations:
            raise Problem(404, f"no organisation {organisation_id}")
