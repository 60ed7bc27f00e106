"""The port through which later rooms offer acts about a person: letting somebody go is about turns."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOffer:
    """A link on a person's page of the administration; the path takes the person's id."""

    label: str | Promise
    url_name: str

    def url(self, user_id: int) -> str:
        return reverse(self.url_name, args=[user_id])


_offers: dict[str, PersonOffer] = {}


def register(offer: PersonOffer) -> None:
    """A room says what it offers; the same path is offered once."""
    _offers[offer.url_name] = offer


def for_person(user_id: int) -> list[dict[str, str]]:
    """Label and address of everything offered for a person."""
    return [{"label": str(offer.label), "url": offer.url(user_id)} for offer in _offers.values()]
