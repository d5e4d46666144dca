"""The consent page and the token endpoints (vendor page, section 1).

The consent page agrees at once. It chooses the company by its own parameter
``realm_id``, else the one the control API named, else the one made last.
"""

from collections.abc import Callable

from typing_extensions import override

from tests.simulators.chassis.authorization import AuthorizationServer
from tests.simulators.chassis.tokens import Grant

from .exchange import Answer, Request, json_answer
from .records import Record, read_json
from .tokens import Tokens

AUTHORIZE = "/connect/oauth2"
TOKEN = "/oauth2/v1/tokens/bearer"
REVOKE = "/v2/oauth2/tokens/revoke"
DISCOVERY = (
    "/.well-known/openid_configuration",
    "/.well-known/openid_sandbox_configuration",
)
SCOPES = frozenset(
    {
        "com.intuit.quickbooks.accounting",
        "com.intuit.quickbooks.payment",
        "openid",
        "profile",
        "email",
        "phone",
        "address",
    }
)


class OAuth(AuthorizationServer[Tokens]):
    """The authorisation server; ``choose_realm`` names the company to consent for."""

    scopes = SCOPES

    def __init__(self, tokens: Tokens, choose_realm: Callable[[str], str | None]) -> None:
        """Serve these tokens."""
        super().__init__(tokens)
        self._choose_realm = choose_realm

    def handle(self, request: Request) -> Answer | None:
        """Answer a request of the authorisation server, ``None`` for another path."""
        routes = {
            ("GET", AUTHORIZE): self.authorize,
            ("POST", TOKEN): self.token,
            ("POST", REVOKE): self._revoke,
            **{("GET", path): self._discovery for path in DISCOVERY},
        }
        route = routes.get((request.method, request.path))
        return route(request) if route else None

    @override
    def choose(self, request: Request) -> tuple[str, dict[str, str]] | None:
        realm_id = self._choose_realm(request.params.get("realm_id", ""))
        return None if realm_id is None else (realm_id, {"realmId": realm_id})

    @override
    def granted(self, grant: Grant, request: Request) -> Record:
        wanted = request.headers.get("x-include-refresh-token-hard-expires-in", "")
        return self.tokens.response(grant, hard_expiry=wanted.lower() == "true")

    def _revoke(self, request: Request) -> Answer:
        if not self.is_client(request):
            return self.invalid_client()
        try:
            token = read_json(request.body)["token"]
        except (ValueError, KeyError, TypeError):
            return json_answer(400, {"error": "invalid_request"})
        if not self.tokens.revoke(str(token)):
            return json_answer(400, {"error": "invalid_token"})
        return 200, {}, b""

    def _discovery(self, request: Request) -> Answer:
        base = f"http://{request.headers.get('host', 'localhost')}"
        return json_answer(
            200,
            {
                "issuer": base,
                "authorization_endpoint": base + AUTHORIZE,
                "token_endpoint": base + TOKEN,
                "revocation_endpoint": base + REVOKE,
                "scopes_supported": sorted(SCOPES),
            },
        )
