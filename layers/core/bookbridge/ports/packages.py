"""What an accounting package implements; it implements what it has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

from bookbridge.domain.changes import Change, ParsedDelivery
from bookbridge.domain.dispatches import Operation, Outcome, Refused, Verb, Written
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Problem
from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import StoredRecord

from .files import Files
from .http import Http, Request, Response
from .manifests import Lane, Manifest

if TYPE_CHECKING:
    from bookbridge.domain.settings import Settings  # brings pydantic, which a webhook does not need


@dataclass(frozen=True, slots=True)
class AppCredentials:
    """The operator's registration with a package."""

    client_id: str
    client_secret: str = field(repr=False)
    webhook_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the package's token endpoint answered."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    refresh_expires_in: int | None = None


@dataclass(frozen=True, slots=True)
class OrganisationIdentity:
    """Who the package says the organisation is, by its own answer."""

    organisation_id: str
    name: str


class Fit(StrEnum):
    """Whether an object of a shared list is what it was asked for as, for example a contact as a vendor."""

    SURE = "sure"
    PRESUMED = "presumed"
    """Nothing tells otherwise: it counts, unless the object is known as its sibling already."""
    OTHER = "other"
    """It is something else, unless a record is linked to it all the same."""


@dataclass(frozen=True, slots=True)
class FetchedRecord:
    """One record read from the package, in canonical form; references hold the package's ids.

    `entity_type` is what the object is, which may be another type of the family it was asked for as.
    """

    entity_type: EntityType
    package_id: str
    version: str
    updated_at: datetime
    record: dict[str, Any]
    number: str = ""
    voided: bool = False
    fit: Fit = Fit.SURE


@dataclass(frozen=True, slots=True)
class FetchResult:
    """Records read in bulk; `missing` ids no longer exist, those in `merged` live on in another object.

    `as_of` is the package's clock when it read them. Types are those that were asked for.
    """

    records: tuple[FetchedRecord, ...]
    missing: tuple[tuple[EntityType, str], ...]
    as_of: datetime
    merged: Mapping[tuple[EntityType, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangesResult:
    """What changed since a cursor; `cursor` is where to go on (the package's clock, overlap not yet subtracted)."""

    changes: tuple[Change, ...]
    cursor: datetime


@dataclass(frozen=True, slots=True)
class WriteIntent:
    """One record to be written, completed by what follows from elsewhere, with everything its payload needs.

    `references` maps (entity type, id in the record) to the package's id, but for types that it does not keep; among
    them are the records in `parents`. `thorough`: the package may be asked about this record alone.
    """

    key: str
    record: StoredRecord
    verb: Verb
    references: Mapping[tuple[EntityType, str], str]
    settings: Settings
    parents: Mapping[tuple[EntityType, str], StoredRecord] = field(default_factory=dict)
    thorough: bool = False


FOUND_BY_CODE: Final[frozenset[EntityType]] = frozenset({"account", "tax_rate", "term"})
"""Types that a record may refer to by the package's own code instead of a record id."""


@runtime_checkable
class WebhookSource(Protocol):
    """A package that announces changes by signed HTTP requests."""

    def verify(self, raw_body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        """Whether the signature fits the raw bytes; constant time. `headers` names are lower case."""
        ...

    def parse(self, raw_body: bytes) -> ParsedDelivery:
        """The changes of a verified body. Raises `UnreadableDelivery`."""
        ...


@runtime_checkable
class OAuthProvider(Protocol):
    """A package whose customers consent in a browser."""

    def authorize_url(self, app: AppCredentials, redirect_uri: str, state: str) -> str:
        """Where to send the customer's browser."""
        ...

    def exchange(self, http: Http, app: AppCredentials, code: str, redirect_uri: str) -> Tokens:
        """Trade the callback's code. Raises `ReauthorizationRequired` when it is refused."""
        ...

    def refresh(self, http: Http, app: AppCredentials, refresh_token: str) -> Tokens:
        """Trade a refresh token. Raises `ReauthorizationRequired` when it is refused for good."""
        ...

    def revoke(self, http: Http, app: AppCredentials, tokens: Tokens, organisation_id: str) -> None:
        """Tell the package that we are done with this organisation; unknown tokens are no error.

        Others that the same person has connected stay connected.
        """
        ...

    def organisation_in(self, callback: Mapping[str, str]) -> str:
        """The organisation that the callback's parameters name; empty when they name none."""
        ...

    def organisations(self, http: Http, tokens: Tokens) -> tuple[OrganisationIdentity, ...]:
        """The organisations that a consent has just opened, where the package tells them; see `organisation_in`."""
        ...


class Access(Protocol):
    """One organisation's authorised, budgeted line to its package."""

    @property
    def organisation_id(self) -> str:
        """The organisation this line reaches, and no other."""
        ...

    def send(self, request: Request) -> Response:
        """Send one request: budget first, tokens added, refreshed once when they have expired.

        Raises `RateLimited`, `PackageUnavailable`, `OutcomeUnknown`, `ReauthorizationRequired`.
        """
        ...

    def send_all(self, requests: Sequence[Request]) -> list[Response]:
        """Send reads that need not wait for each other, the budget asked once for all; answers in their order."""
        ...


class Books(Protocol):
    """One organisation's books in the package."""

    def identity(self) -> OrganisationIdentity:
        """Who the organisation is, by the package's own answer."""
        ...

    def changes_since(self, cursor: datetime, *, thorough: bool = True) -> ChangesResult:
        """What changed since the cursor (already moved back by the overlap); entity types are families.

        Unless `thorough`, what webhooks announce may be left out. More changes than the package tells at once are
        asked for in parts, never lost.
        """
        ...

    def fetch(self, wanted: Mapping[EntityType, Sequence[str]]) -> FetchResult:
        """Read many records in as few calls as the package allows."""
        ...

    def prepare(self, intent: WriteIntent) -> Operation | tuple[FieldFault, ...]:
        """The operation that writes a record, or every reason why the package would refuse it."""
        ...

    def check(self, intent: WriteIntent) -> tuple[FieldFault, ...]:
        """What `prepare` would find wrong with the record's own fields, without asking the package anything.

        References that are not resolved are somebody else's fault.
        """
        ...

    def push(self, dispatch_id: str, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        """Carry out the operations of one lane, at most its `size`, in one call; one outcome each, in any order.

        Repeating the call with the same id and operations returns the first outcome instead of acting twice.
        Raises `OutcomeUnknown`, `RateLimited`, `PackageUnavailable`, `ReauthorizationRequired`.
        """
        ...

    def find(
        self, operations: Sequence[Operation], since: datetime, ignoring: Collection[str] = ()
    ) -> Mapping[str, Written]:
        """Which of these operations were carried out already, by operation key; not by `ignoring` (package ids).

        `since` is when they were first sent: only what was created there since then (allowing for clocks that differ
        by a few minutes) and is the same record by number or name, party, date and total counts as ours.
        """
        ...

    def find_codes(self, entity_type: EntityType, codes: Sequence[str]) -> Mapping[str, str]:
        """The package's ids of active accounts, tax rates and terms by the codes that people know them by."""
        ...

    def explain(self, operation: Operation, refused: Refused) -> Problem:
        """The refusal in the catalogue's words, with names, links and what to watch; may ask the package."""
        ...


class Package(Protocol):
    """What every accounting package has, however it is reached."""

    @property
    def manifest(self) -> Manifest:
        """Capabilities and policy."""
        ...

    def lane(self, operation: Operation) -> Lane:
        """The calls that can carry this operation, and how many of its kind at once."""
        ...

    def account_references(
        self, entity_type: EntityType, record: Mapping[str, Any], settings: Settings
    ) -> tuple[str, ...]:
        """The account references a payload needs besides those in the record: defaults of the connection."""
        ...

    def link(self, entity_type: EntityType, package_id: str) -> str:
        """A page of the package that shows this record to a person; empty when there is none."""
        ...

    def catalogue(self) -> Catalogue:
        """What can go wrong with this package, why, and who can mend it how."""
        ...

    def explain_faults(self, entity_type: EntityType, faults: Sequence[FieldFault]) -> Problem:
        """What our own checks found, all of it as one problem in the catalogue's words; `faults` is never empty."""
        ...


@runtime_checkable
class CloudPackage(Package, Protocol):
    """An accounting package that is reached over HTTP."""

    @property
    def webhooks(self) -> WebhookSource:
        """How it announces changes."""
        ...

    @property
    def oauth(self) -> OAuthProvider:
        """How customers connect it."""
        ...

    def open(self, access: Access, files: Files) -> Books:
        """The books of one organisation; `files` are those that documents name."""
        ...

    def is_expired_token(self, response: Response) -> bool:
        """Whether the answer says that the access token must be refreshed."""
        ...

    def pause_after(self, response: Response) -> float:
        """Seconds for which this answer asks us to leave the organisation alone; above 0 for every 429."""
        ...
