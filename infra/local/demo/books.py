"""The accounting packages as the people who use them: what they do by hand, and what can be counted there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import httpx
from typing_extensions import override

from .application import StoryError


@dataclass(frozen=True, slots=True)
class Books(ABC):
    """One organisation's books. Entities and fields are named in the package's own words."""

    http: httpx.Client
    organisation_id: str

    title: ClassVar[str]
    income: ClassVar[str]
    """The code of an income account that every organisation has."""
    expense: ClassVar[str]
    payable: ClassVar[str]
    bank: ClassVar[str]

    def make(self, name: str) -> None:
        """Found the organisation."""
        self.http.put(f"/organisations/{self.organisation_id}", json={"name": name}).raise_for_status()

    def add(self, entity: str, body: Mapping[str, Any]) -> Any:
        """Make something, as a user would."""
        return self._edit("POST", entity, body)

    def change(self, entity: str, package_id: str, body: Mapping[str, Any]) -> Any:
        """Change something, as a user would."""
        return self._edit("PATCH", f"{entity}/{package_id}", body)

    def delete(self, entity: str, package_id: str) -> None:
        """Delete or void something, whichever it knows."""
        self.http.delete(self._path(f"{entity}/{package_id}")).raise_for_status()

    def all(self, entity: str) -> list[Any]:
        """Everything of one kind that is in the books."""
        answer = self.http.get(self._path(entity)).raise_for_status().json()
        return list(answer.get("QueryResponse", answer).get(entity, []))

    def calls(self) -> Any:
        """How often our side called, by kind and by status."""
        return self.http.get("/calls").raise_for_status().json()

    @property
    @abstractmethod
    def settings(self) -> dict[str, Any]:
        """A connection's settings with accounts of these books."""

    @abstractmethod
    def add_party(self, name: str) -> str:
        """A new customer; returns its id."""

    @abstractmethod
    def add_invoice(self, number: str, customer_id: str, amount: float) -> str:
        """A new invoice; returns its id."""

    @abstractmethod
    def renumber(self, kind: str, package_id: str, number: str) -> None:
        """Give an invoice or a bill another number."""

    @abstractmethod
    def numbers(self, kind: str) -> list[str]:
        """The numbers of all invoices, or bills, that stand."""

    @abstractmethod
    def payments(self) -> list[float]:
        """The amounts of all customers' payments that stand."""

    @abstractmethod
    def close(self, until: str | None) -> None:
        """Close the books up to a day (`YYYY-MM-DD`), or open them again."""

    def _settings(self) -> dict[str, Any]:
        defaults = {"income": self.income, "expense": self.expense, "bank": self.bank, "discount": self.income}
        return {"default_accounts": defaults, "cost_centres": {"pick": self.income}}

    def _path(self, path: str) -> str:
        return f"/organisations/{self.organisation_id}/{path}"

    def _edit(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        response = self.http.request(method, self._path(path), json=body)
        if response.is_error:
            raise StoryError(f"{method} {path} in {self.title}: {response.status_code} {response.text}")
        answer = response.json()
        return answer.get(path.split("/", maxsplit=1)[0], answer)
