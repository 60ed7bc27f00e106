"""The keys of a company: it is found again by whatever it shares with another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from tandem.base.tools import text
from tandem.essentials.customers.duplicates.phonetics import cologne

VAT, PHONE, EMAIL, DOMAIN, ADDRESS = "v", "p", "e", "d", "a"
NAME, WORD, START, SOUND, PLACE = "n", "w", "s", "k", "z"
# A name longer than this is compared by its beginning.
LONGEST = 200

# Names of the same company are written with and without these.
_FORMS = (
    "gmbh mbh ges gesmbh ggmbh ag kg kgaa ohg og gbr ug haftungsbeschraenkt eu ek e k kfm kfr ev eg se sa sas sarl "
    "sagl srl spa bv nv ltd limited inc llc plc co cie und u and et gesellschaft mit beschraenkter "
    "haftung aktiengesellschaft kommanditgesellschaft the"
)
LEGAL_FORMS = frozenset(_FORMS.split())
# Mailboxes that anybody can have say nothing about the company.
_FREE = (
    "gmail.com googlemail.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de outlook.com "
    "outlook.de hotmail.com hotmail.de live.de live.com yahoo.com yahoo.de aol.com aol.de icloud.com "
    "me.com mail.de posteo.de arcor.de vodafone.de 1und1.de bluewin.ch hispeed.ch sunrise.ch a1.net "
    "aon.at chello.at protonmail.com proton.me"
)
FREE_MAIL = frozenset(_FREE.split())
# While somebody types a name, it is found from the fourth letter on, a frequent beginning from the sixth.
_BEGINNINGS = (4, 6)
_STREET = re.compile(r"(?:strasse|str)$")
_SCHEME = re.compile(r"^[a-z]+://")
_UMLAUTS = re.compile(r"([aou])e")
_SINGLE_LETTERS = re.compile(r"\b[a-z](?: [a-z]\b)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is known of a company, typed or stored."""

    name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    vat_number: str = ""
    website: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


def name_words(name: str) -> list[str]:
    """The words of a name without its legal form, in one spelling of umlauts; all where nothing else is left.

    'G.m.b.H.' is 'gmbh', 'Hölzl', 'Hoelzl' and 'Holzl' are one word.
    """
    folded = _SINGLE_LETTERS.sub(lambda run: run[0].replace(" ", ""), text.fold(name[:LONGEST]))
    words = folded.split()
    kept = [word for word in words if word not in LEGAL_FORMS] or words
    return [_UMLAUTS.sub(r"\1", word) for word in kept]


def domain_of(written: str) -> str:
    """The company's own domain in an address of mail or web; empty for mailboxes that anybody can have."""
    host = _SCHEME.sub("", written.strip().lower()).partition("/")[0].rpartition("@")[2]
    host = host.partition(":")[0].removeprefix("www.")
    return "" if host in FREE_MAIL or "." not in host else host


def domains(one: Described) -> set[str]:
    """The domains that tell the company."""
    return {domain for written in (*one.emails, one.website) if (domain := domain_of(written))}


def street_key(street: str) -> str:
    """A street with its number in one spelling; empty where one of the two is missing."""
    if not any(character.isdigit() for character in street):
        return ""
    return "".join(_UMLAUTS.sub(r"\1", _STREET.sub("str", word)) for word in text.fold(street).split())


def keys_of(one: Described) -> list[int]:
    """Every key once, as numbers: the table holds some fifteen for each company."""
    return list(dict.fromkeys(map(_number, _keys(one))))


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(errors="replace"), digest_size=8).digest(), "big", signed=True)


def _keys(one: Described) -> Iterator[str]:
    if one.vat_number:
        yield VAT + one.vat_number
    yield from (PHONE + number for number in one.phones)
    yield from (EMAIL + address.lower() for address in one.emails)
    yield from (DOMAIN + domain for domain in sorted(domains(one)))
    street = street_key(one.street)
    if street and one.postcode:
        yield ADDRESS + one.postcode + street
    words = name_words(one.name)
    if words:
        yield from _name_keys(words, postcode=one.postcode)


def _name_keys(words: list[str], *, postcode: str) -> Iterator[str]:
    """By the name alone as far as it is rare; a frequent one is found within its region or at its place."""
    joined, region = "".join(words), postcode[:2]
    codes = [cologne(word) for word in words]
    yield NAME + joined
    yield from (START + joined[:length] for length in _BEGINNINGS if len(joined) >= length)
    if any(codes):
        yield SOUND + "".join(codes)
        yield SOUND + "".join(sorted(codes))
    yield from (WORD + word for word in words if len(word) > 2)
    if not postcode:
        return
    yield f"{START}{joined[:3]}/{region}"
    yield from (f"{SOUND}{code}/{region}" for code in codes if len(code) > 2)
    yield from (f"{PLACE}{postcode}/{word[:2]}" for word in words)
    yield f"{PLACE}{postcode}/-{joined[-3:]}"
