"""QuickBooks Desktop: keys that connectors sign in with, and the company file that belongs to a company."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from bookbridge.domain.connector_files import MEDIA_TYPE
from bookbridge.entrypoints.api.answers import Answer, answer, listed, nothing
from bookbridge.entrypoints.api.endpoints import NOBODY
from bookbridge.entrypoints.api.requests import ApiRequest

from . import presenters
from .group import COMPANY, CONNECTION, GROUP, shown

KEYS: Final = f"{COMPANY}/connector-keys"


@GROUP.endpoint(
    "POST",
    f"{CONNECTION}/pairing",
    "Confirm the company file",
    description=(
        "QuickBooks Desktop only. Nothing is read or written before the company file that called (`pairing.found`) is "
        "confirmed by its name. When another one calls later, or an older copy comes back, the sync stops until it is "
        "confirmed with `same_books`: `true` keeps all links and compares everything anew, `false` begins with other "
        "books. `pairing.advice` of the answer is worth reading before the first sync."
    ),
    takes="PairingConfirmation",
    answers={HTTPStatus.OK: "Connection"},
)
def confirm_pairing(request: ApiRequest) -> Answer:
    """Confirm the company file."""
    request.application.confirm_pairing(request.company_id, request.json_object())
    return shown(request)


@GROUP.endpoint(
    "POST",
    KEYS,
    "Create a connector key",
    description=(
        "QuickBooks Desktop only; one for each computer, so that each can be revoked by itself. The password is shown "
        "this once. With `user_name` and `password` of a login that exists, its connector syncs this company too, one "
        "company after the other; the answer has no password then."
    ),
    takes="ConnectorKeyRequest",
    takes_nothing_too=True,
    answers={HTTPStatus.CREATED: "IssuedConnectorKey"},
)
def create_connector_key(request: ApiRequest) -> Answer:
    """Create a key."""
    body = request.json_object() if request.has_body else {}
    issued = request.application.issue_connector_keys.create(request.company_id, body)
    return answer(presenters.issued_key(issued.key, issued.password), HTTPStatus.CREATED)


@GROUP.endpoint("GET", KEYS, "List the connector keys, oldest first", answers={HTTPStatus.OK: "ConnectorKeys"})
def list_connector_keys(request: ApiRequest) -> Answer:
    """List keys."""
    keys = request.application.issue_connector_keys.all(request.company_id)
    return listed("connector_keys", [presenters.connector_key(each) for each in keys], None)


@GROUP.endpoint(
    "DELETE",
    f"{KEYS}/{{key_id}}",
    "Revoke a connector key",
    description="Whoever signs in with it is refused from now on; a session that runs comes to its end.",
    answers={HTTPStatus.NO_CONTENT: NOBODY},
)
def revoke_connector_key(request: ApiRequest) -> Answer:
    """Revoke a key."""
    request.application.issue_connector_keys.revoke(request.company_id, request.path["key_id"])
    return nothing()


@GROUP.endpoint(
    "GET",
    f"{KEYS}/{{key_id}}/bookbridge.qwc",
    "Download the file that adds the company to a QuickBooks Web Connector",
    description="It holds no password: the user types that into the connector.",
    answers={HTTPStatus.OK: "ConnectorFile"},
)
def get_connector_file(request: ApiRequest) -> Answer:
    """The `.qwc` file."""
    keys = request.application.issue_connector_keys
    text = keys.qwc(request.company_id, request.path["key_id"], request.public_url)
    return Answer(HTTPStatus.OK, text, MEDIA_TYPE, {"Content-Disposition": 'attachment; filename="bookbridge.qwc"'})
