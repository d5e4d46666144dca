"""The parts of an OAuth 2.0 server that do not depend on the package.

The consent page agrees at once, unless ``denied`` is set.
"""

import base64
import binascii
from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlencode

from .exchange import Answer, Request, html_answer, json_answer
from .records import Record
from .tokens import Grant, TokenStore

T = TypeVar("T", bound=TokenStore[Any])


class AuthorizationServer(ABC, Generic[T]):
    """Consent page and token endpoint."""

    scopes: frozenset[str]
    invalid_client_status = 401
    # What the standard calls the texts is only for people to read.
    bad_code: str | None = "The authorization code is invalid, expired or was used before"
    bad_refresh: str | None = "Incorrect or invalid refresh token"

    def __init__(self, tokens: T) -> None:
        """Serve these tokens."""
        self.tokens = tokens
        self.config = tokens.config
        self.denied = False

    @abstractmethod
    def choose(self, request: Request) -> tuple[str, dict[str, str]] | None:
        """Return whom a consent is for and what else the redirect tells, if there is anyone."""

    def refuse_redirect(self, redirect_uri: str) -> str:
        """Return why the browser may not be sent there, an empty text when it may."""
        return "" if redirect_uri else "The redirect_uri is missing."

    def authorize(self, request: Request) -> Answer:
        """Answer the consent page: a redirect with a code, or with an error."""
        params = request.params
        redirect_uri = params.get("redirect_uri", "")
        if params.get("client_id") != self.config.client_id:
            return html_answer(400, "<p>The client id is not known.</p>")
        if problem := self.refuse_redirect(redirect_uri):
            return html_answer(400, f"<p>{problem}</p>")
        back: dict[str, str] = {"state": params.get("state", "")}
        scope = params.get("scope", "")
        if self.denied:
            back["error"] = "access_denied"
        elif params.get("response_type") != "code":
            back["error"] = "unsupported_response_type"
        elif not scope.split() or not self.scopes.issuperset(scope.split()):
            back["error"] = "invalid_scope"
        elif (chosen := self.choose(request)) is None:
            return html_answer(400, "<p>There is no such company.</p>")
        else:
            subject, more = chosen
            back |= {"code": self.tokens.new_code(subject, redirect_uri, scope), **more}
        sign = "&" if "?" in redirect_uri else "?"
        location = f"{redirect_uri}{sign}{urlencode(back)}"
        return 302, {"Location": location}, b""

    def token(self, request: Request) -> Answer:
        """Answer the token endpoint."""
        if not self.is_client(request):
            return self.invalid_client()
        form = form_of(request)
        if form.get("grant_type") == "authorization_code":
            grant = self.tokens.exchange(form.get("code", ""), form.get("redirect_uri", ""))
            problem = self.bad_code
        elif form.get("grant_type") == "refresh_token":
            grant = self.tokens.refresh(form.get("refresh_token", ""))
            problem = self.bad_refresh
        else:
            return json_answer(400, {"error": "unsupported_grant_type"})
        if grant is None:
            described = {"error_description": problem} if problem else {}
            return json_answer(400, {"error": "invalid_grant", **described})
        return json_answer(200, self.granted(grant, request))

    def granted(self, grant: Grant, request: Request) -> Record:
        """Return the token response to ``request``."""
        del request
        return self.tokens.response(grant)

    def invalid_client(self) -> Answer:
        """Refuse an app that did not prove who it is."""
        return json_answer(self.invalid_client_status, {"error": "invalid_client"})

    def is_client(self, request: Request) -> bool:
        """Tell whether a request carries the app's id and secret (Basic)."""
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        wanted = f"{self.config.client_id}:{self.config.client_secret}"
        return scheme.lower() == "basic" and given == wanted


def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form."""
    return dict(parse_qsl(request.body.decode("utf-8", "replace")))
