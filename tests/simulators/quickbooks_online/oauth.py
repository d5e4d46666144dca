"""The consent page and the token endpoints (vendor page, section 1).

The consent page agrees at once. It chooses the company by its own parameter
``realm_id``, else the one the control API named, else the one made last.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from .exchange import Answer, Request, html_answer, json_answer
from .records import Record, read_json
from .settings import Config
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


@dataclass
class OAuth:
    """The authorisation server; ``choose_realm`` names the company to consent for."""

    config: Config
    tokens: Tokens
    choose_realm: Callable[[str], str | None]
    denied: bool = False

    def handle(self, request: Request) -> Answer | None:
        """Answer a request of the authorisation server, ``None`` for another path."""
        routes = {
            ("GET", AUTHORIZE): self._authorize,
            ("POST", TOKEN): self._token,
            ("POST", REVOKE): self._revoke,
            **{("GET", path): self._discovery for path in DISCOVERY},
        }
        route = routes.get((request.method, request.path))
        return route(request) if route else None

    def _authorize(self, request: Request) -> Answer:
        params = request.params
        redirect_uri = params.get("redirect_uri", "")
        if params.get("client_id") != self.config.client_id:
            return html_answer(400, "<p>The client id is not known.</p>")
        if not redirect_uri:
            return html_answer(400, "<p>The redirect_uri is missing.</p>")
        back: dict[str, str] = {"state": params.get("state", "")}
        realm_id = self.choose_realm(params.get("realm_id", ""))
        scopes = params.get("scope", "").split()
        if self.denied:
            back["error"] = "access_denied"
        elif params.get("response_type") != "code":
            back["error"] = "unsupported_response_type"
        elif not scopes or not SCOPES.issuperset(scopes):
            back["error"] = "invalid_scope"
        elif realm_id is None:
            return html_answer(400, "<p>There is no such company.</p>")
        else:
            back["code"] = self.tokens.new_code(realm_id, redirect_uri)
            back["realmId"] = realm_id
        sign = "&" if "?" in redirect_uri else "?"
        location = f"{redirect_uri}{sign}{urlencode(back)}"
        return 302, {"Location": location}, b""

    def _token(self, request: Request) -> Answer:
        if not self._is_client(request):
            return json_answer(401, {"error": "invalid_client"})
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        if form.get("grant_type") == "authorization_code":
            grant = self.tokens.exchange(form.get("code", ""), form.get("redirect_uri", ""))
            problem = "The authorization code is invalid, expired or was used before"
        elif form.get("grant_type") == "refresh_token":
            grant = self.tokens.refresh(form.get("refresh_token", ""))
            problem = "Incorrect or invalid refresh token"
        else:
            return json_answer(400, {"error": "unsupported_grant_type"})
        if grant is None:
            body: Record = {"error": "invalid_grant", "error_description": problem}
            return json_answer(400, body)
        wanted = request.headers.get("x-include-refresh-token-hard-expires-in", "")
        hard_expiry = wanted.lower() == "true"
        return json_answer(200, self.tokens.response(grant, hard_expiry=hard_expiry))

    def _revoke(self, request: Request) -> Answer:
        if not self._is_client(request):
            return json_answer(401, {"error": "invalid_client"})
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

    def _is_client(self, request: Request) -> bool:
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        wanted = f"{self.config.client_id}:{self.config.client_secret}"
        return scheme.lower() == "basic" and given == wanted
