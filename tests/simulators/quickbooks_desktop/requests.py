"""Carry one request out."""

from typing import Any

from .company import company_ret, host_ret, preferences_ret
from .host import Host
from .kinds import TXN_KINDS
from .lists import add_entry, change_entry
from .message_sets import Request
from .queries import Iterators, check_attributes, query, query_deleted
from .records import Record
from .removal import delete_entry, delete_transaction, void
from .rendering import Renderer, Wanted
from .responses import Response
from .transactions import add_transaction, change_transaction
from .work import Work


class Program:
    """QuickBooks carrying out the requests of one session."""

    def __init__(self, work: Work, host: Host, file_mode: str, company: tuple[str, str], iterators: Iterators) -> None:
        """Work with the file whose ``company`` has this name and this legal name."""
        self._work = work
        self._host = host
        self._file_mode = file_mode
        self._company = company
        self._iterators = iterators

    def carry_out(self, request: Request) -> tuple[Response, Record | None]:
        """Return the response, and the record that was added or changed.

        Raises:
            StatusError: The request failed; nothing of it was done.
        """
        check_attributes(request.attributes)
        if request.refusal is not None:
            raise request.refusal
        name = request.name.removesuffix("Rq")
        if name.endswith("Query"):
            return self._query(name.removesuffix("Query"), request), None
        if name in {"TxnVoid", "TxnDel", "ListDel"}:
            return self._removal(name, request.body), None
        record = write(self._work, name, request.body[name])
        wanted = Wanted(elements=frozenset(request.body.get("IncludeRetElement", ())))
        returned = [(f"{record.entity}Ret", Renderer(self._work, wanted).render(record))]
        return Response(returned=returned), record

    def _query(self, name: str, request: Request) -> Response:
        if name in {"TxnDeleted", "ListDeleted"}:
            return query_deleted(self._work, name, request.attributes, request.body)
        if name not in {"Host", "Company", "Preferences"}:
            return query(self._work, self._iterators, name, request.attributes, request.body)
        if name == "Host":
            made = host_ret(self._host, self._file_mode)
        elif name == "Company":
            made = company_ret(self._work, *self._company, request.body.get("OwnerID", ()))
        else:
            made = preferences_ret(self._work)
        wanted = request.body.get("IncludeRetElement")
        return Response(
            returned=[(f"{name}Ret", {key: value for key, value in made.items() if not wanted or key in wanted})]
        )

    def _removal(self, name: str, body: dict[str, Any]) -> Response:
        if name == "ListDel":
            gone = delete_entry(self._work, body["ListDelType"], body["ListID"])
            plain = {"ListDelType": gone.entity, "ListID": gone.id, "TimeCreated": self._work.moment(gone.created)}
            return Response(plain=plain | {"TimeDeleted": self._work.moment(gone.deleted), "FullName": gone.label})
        if name == "TxnDel":
            gone = delete_transaction(self._work, body["TxnDelType"], body["TxnID"])
            plain = {"TxnDelType": gone.entity, "TxnID": gone.id, "TimeDeleted": self._work.moment(gone.deleted)}
            return Response(plain=plain | ({"RefNumber": gone.label} if gone.label else {}))
        record = void(self._work, body["TxnVoidType"], body["TxnID"])
        plain = {"TxnVoidType": record.entity, "TxnID": record.id, "TimeCreated": self._work.moment(record.created)}
        plain["TimeModified"] = self._work.moment(record.modified)
        return Response(plain=plain | ({"RefNumber": number} if (number := record.text("RefNumber")) else {}))


def write(work: Work, name: str, body: dict[str, Any]) -> Record:
    """Carry out an Add or a Mod by its ``name`` (VendorAdd, BillMod …); return the record."""
    entity = name[:-3]
    if name.endswith("Add"):
        return add_transaction(work, entity, body) if entity in TXN_KINDS else add_entry(work, entity, body)
    if entity in TXN_KINDS:
        return change_transaction(work, entity, body["TxnID"], body)
    return change_entry(work, entity, body["ListID"], body)
