"""Consent page, token endpoint, revocation and connections (vendor page, section 1).

The consent page agrees at once. It chooses the organisation by its own parameter
``tenant_id``, else the one the control API named, else the one made last. The user is
its own parameter ``user``, else always the same person, who gathers connections.
"""

from collections.abc import Callable, Mapping
from typing import Final

from typing_extensions import override

from tests.simulators.chassis.authorization import AuthorizationServer, form_of
from tests.simulators.chassis.exchange import Answer, Request, json_answer

from .books import Books
from .errors import token_expired, unauthorized
from .scopes import SCOPES
from .tokens import Tokens

AUTHORIZE: Final = "/identity/connect/authorize"
TOKEN: Final = "/connect/token"
REVOKE: Final = "/connect/revocation"
CONNECTIONS: Final = "/connections"
USER: Final = "olivia"


class OAuth(AuthorizationServer[Tokens]):
    """The authorisation server and the list of connections."""

    scopes = SCOPES
    invalid_client_status = 400
    bad_code = None
    bad_refresh = None

    def __init__(
        self, tokens: Tokens, choose_tenant: Callable[[str], str | None], organisations: Mapping[str, Books]
    ) -> None:
        """Serve these tokens."""
        super().__init__(tokens)
        self.user = USER
        self._choose_tenant = choose_tenant
        self._organisations = organisations

    def handle(self, request: Request) -> Answer | None:
        """Answer a request of the authorisation server, ``None`` for another path."""
        if request.path == CONNECTIONS or request.path.startswith(f"{CONNECTIONS}/"):
            return self._connections(request)
        routes = {("GET", AUTHORIZE): self.authorize, ("POST", TOKEN): self.token, ("POST", REVOKE): self._revoke}
        route = routes.get((request.method, request.path))
        return route(request) if route else None

    @override
    def refuse_redirect(self, redirect_uri: str) -> str:
        if self.tokens.config.https_redirects and not redirect_uri.startswith(("https://", "http://localhost")):
            return "The redirect_uri must be https (http://localhost is allowed)."
        return super().refuse_redirect(redirect_uri)

    @override
    def choose(self, request: Request) -> tuple[str, dict[str, str]] | None:
        tenant_id = self._choose_tenant(request.params.get("tenant_id", "").lower())
        user = request.params.get("user", self.user)
        return None if tenant_id is None else (f"{user}/{tenant_id}", {})

    def bearer(self, request: Request) -> str:
        """Return the access token of a request."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return token if scheme.lower() == "bearer" else ""

    def refused(self, request: Request) -> Answer:
        """Answer 401: the token is over, or it is none of ours."""
        expired = self.tokens.expired_at(self.bearer(request))
        detail = "AuthenticationUnsuccessful"
        if expired is not None and expired <= self.tokens.clock.seconds():
            detail = token_expired(self.tokens.moment(expired))
        return json_answer(401, unauthorized(detail, request.path))

    def _revoke(self, request: Request) -> Answer:
        if not self.is_client(request):
            return self.invalid_client()
        if grant := self.tokens.owner_of(form_of(request).get("token", "")):
            self.tokens.disconnect_user(grant.subject)
        # An unknown token is revoked already, as RFC 7009 has it.
        return 200, {}, b""

    def _connections(self, request: Request) -> Answer:
        grant = self.tokens.grant_of(self.bearer(request))
        if grant is None:
            return self.refused(request)
        own = self.tokens.connections_of(grant)
        if request.method == "GET" and request.path == CONNECTIONS:
            event = request.params.get("authEventId", "").lower()
            chosen = [each for each in own if event in ("", each.event_id)]
            known = [each for each in chosen if each.tenant_id in self._organisations]
            return json_answer(200, [self.tokens.shown(c, self._organisations[c.tenant_id].name) for c in known])
        connection_id = request.path.removeprefix(f"{CONNECTIONS}/").lower()
        connection = next((each for each in own if each.id == connection_id), None)
        if request.method != "DELETE" or connection is None:
            return 404, {}, b""
        del self.tokens.connections[connection.user, connection.tenant_id]
        return 204, {}, b""
