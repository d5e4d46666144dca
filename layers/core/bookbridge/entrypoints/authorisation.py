"""Who calls: bearer tokens (JWT), verified against the stack's own key or the operator's identity provider."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from bookbridge.domain.errors import Retriable

if TYPE_CHECKING:
    from jwt import PyJWKClient

    from bookbridge.bootstrap.settings import IdentityProvider

log = logging.getLogger(__name__)

OWN_ALGORITHM: Final = "HS256"
PROVIDER_ALGORITHMS: Final = ("RS256", "ES256")
LEEWAY_SECONDS: Final = 10
"""How far the clocks of those who make tokens may be off."""

COMPANY_ID: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_BEARER: Final = re.compile(r"bearer +(\S+)", re.IGNORECASE)


class Unauthorised(Exception):  # noqa: N818 - a condition, named for its cause
    """No token, or one that proves nothing; the message says what is wrong with it."""


class IdentityProviderSilent(Retriable):
    """The key set of the identity provider could not be read: nobody's fault who calls."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `company_id` is empty for an operator; `name` goes into histories."""

    company_id: str
    name: str

    @property
    def is_operator(self) -> bool:
        """Whether every company is within reach."""
        return not self.company_id

    def reaches(self, company_id: str) -> bool:
        """Whether this company is within reach."""
        return self.is_operator or self.company_id == company_id


class Authoriser:
    """Verifies tokens. `key` gives the stack's own HS256 key and is asked each time, so that it may be rotated.

    The token's header chooses between the stack's key and the provider's, and with the key the algorithm is given: a
    token can never have a public key used as a shared secret.
    """

    def __init__(self, key: Callable[[], str], provider: IdentityProvider | None = None) -> None:
        self._key = key
        self._provider = provider

    def caller(self, authorization: str) -> Caller:
        """Who calls, by the header `Authorization`. Raises `Unauthorised`, and `IdentityProviderSilent`."""
        found = _BEARER.fullmatch(authorization.strip())
        if found is None:
            raise Unauthorised("a bearer token is needed: Authorization: Bearer <token>")
        return _caller(self._claims(found[1]))

    def _claims(self, token: str) -> Mapping[str, Any]:
        import jwt  # noqa: PLC0415 - takes 130 ms with its cryptography: not before somebody calls

        try:
            algorithm = jwt.get_unverified_header(token).get("alg", "")
            if algorithm == OWN_ALGORITHM:
                return _decoded(token, self._key(), algorithm)
            if algorithm in PROVIDER_ALGORITHMS and self._provider is not None:
                key = self._key_set.get_signing_key_from_jwt(token)
                return _decoded(token, key, algorithm, self._provider.issuer, self._provider.audience)
        except jwt.ExpiredSignatureError:
            raise Unauthorised("the token has expired") from None
        except jwt.PyJWKClientConnectionError as error:
            log.exception("the key set of the identity provider cannot be read")
            raise IdentityProviderSilent("the identity provider does not answer") from error
        except jwt.PyJWTError as error:
            log.info("token refused", extra={"reason": str(error)})
            raise Unauthorised("the token is not valid") from None
        raise Unauthorised("tokens with this algorithm are not accepted")

    @cached_property
    def _key_set(self) -> PyJWKClient:
        import jwt  # noqa: PLC0415

        if self._provider is None:
            raise Unauthorised("no identity provider is configured")
        return jwt.PyJWKClient(self._provider.jwks_url, lifespan=300, timeout=5)


def _decoded(
    token: str,
    key: Any,  # noqa: ANN401 - PyJWT's key
    algorithm: str,
    issuer: str | None = None,
    audience: str | None = None,
) -> Mapping[str, Any]:
    import jwt  # noqa: PLC0415

    needed = ["exp", *(["iss"] if issuer else []), *(["aud"] if audience else [])]
    claims: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=[algorithm],
        options={"require": needed},
        leeway=LEEWAY_SECONDS,
        issuer=issuer,
        audience=audience,
    )
    return claims


def _caller(claims: Mapping[str, Any]) -> Caller:
    scope, company_id = claims.get("scope"), claims.get("company_id")
    name = str(claims.get("sub") or scope)
    if scope == "operator":
        return Caller("", name)
    if scope == "company" and isinstance(company_id, str) and COMPANY_ID.fullmatch(company_id):
        return Caller(company_id, name)
    raise Unauthorised("the token names neither the scope operator nor a company")
