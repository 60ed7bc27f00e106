"""What the law of a country asks for before somebody is addressed with advertising, company to company.

This is no legal advice. It is the reading that Tandem goes by, with the place where it can be looked up:

- **Germany**, Gesetz gegen den unlauteren Wettbewerb (UWG). § 7 Abs. 2 Nr. 1: a call to a consumer needs express
  consent before; to anybody else at least *presumed* consent (mutmaßliche Einwilligung): a concrete reason to believe
  that this company wants this call. § 7a: consents of consumers are documented and kept for five years. § 7 Abs. 2
  Nr. 2: e-mail needs express consent before, companies included. § 7 Abs. 3: own customers, for similar goods, as long
  as they have not objected and were told so each time. § 7 Abs. 1: letters and visits are free until they are
  recognisably unwanted.
- **Austria**, Telekommunikationsgesetz 2021 (TKG 2021). § 174 Abs. 1: calls for advertising need consent before, of
  companies too; a customer relationship alone is not enough. § 174 Abs. 3: so does e-mail; Abs. 4: except to customers
  about similar goods who could object when the address was taken and in each mail, and stand in no list of § 7 Abs. 2
  E-Commerce-Gesetz.
- **Switzerland**, Bundesgesetz gegen den unlauteren Wettbewerb (UWG). Art. 3 Abs. 1 lit. u: no advertising calls to
  whoever has the star (Sterneintrag) in the directory or stands in none, unless there is a business relationship.
  Whoever has looked it up and found an entry without a star states that as the reason of a presumed interest.
  Art. 3 Abs. 1 lit. o: no mass advertising by e-mail without a link to what was asked for; needs consent before,
  except to customers about similar goods, each time with a way to refuse.

Calls about a running order, a complaint or a question of the customer's are no advertising and need none of this.
A country that is not in the table is treated like the strictest one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.essentials.consent.models import CALL, CONSENT, MAIL, NONE, PRESUMED, RELATIONSHIP, VISIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Which bases suffice for advertising by one channel, where it stands, and how it is said."""

    suffices: frozenset[str]
    source: str
    words: str | Promise


_CUSTOMER_OR_CONSENT = frozenset({CONSENT, RELATIONSHIP})
_ANY_REASON = frozenset({CONSENT, RELATIONSHIP, PRESUMED})
_FREE = frozenset({CONSENT, RELATIONSHIP, PRESUMED, NONE})

LAW: Mapping[str, Mapping[str, Need]] = {
    "DE": {
        CALL: Need(
            suffices=_ANY_REASON,
            source="UWG § 7 Abs. 2 Nr. 1",
            words=_(
                "Germany: a company may be called if a concrete reason speaks for its interest."
                " Consumers must have agreed."
            ),
        ),
        MAIL: Need(
            suffices=_CUSTOMER_OR_CONSENT,
            source="UWG § 7 Abs. 2 Nr. 2, Abs. 3",
            words=_("Germany: advertising by e-mail needs consent or goes to customers about similar goods."),
        ),
        VISIT: Need(
            suffices=_FREE,
            source="UWG § 7 Abs. 1",
            words=_("Letters and visits are free until somebody does not want them."),
        ),
    },
    "AT": {
        CALL: Need(
            suffices=frozenset({CONSENT}),
            source="TKG 2021 § 174 Abs. 1",
            words=_("Austria: an advertising call needs consent before, of companies and customers too."),
        ),
        MAIL: Need(
            suffices=_CUSTOMER_OR_CONSENT,
            source="TKG 2021 § 174 Abs. 3, 4",
            words=_("Austria: advertising by e-mail needs consent or goes to customers about similar goods."),
        ),
        VISIT: Need(
            suffices=_FREE,
            source="",
            words=_("Letters and visits are free until somebody does not want them."),
        ),
    },
    "CH": {
        CALL: Need(
            suffices=_ANY_REASON,
            source="UWG Art. 3 Abs. 1 lit. u",
            words=_(
                "Switzerland: no call to whoever has the star in the directory or stands in none."
                " A business relationship suffices."
            ),
        ),
        MAIL: Need(
            suffices=_CUSTOMER_OR_CONSENT,
            source="UWG Art. 3 Abs. 1 lit. o",
            words=_("Switzerland: mass e-mail needs consent or goes to customers about similar goods."),
        ),
        VISIT: Need(
            suffices=_FREE,
            source="",
            words=_("Letters and visits are free until somebody does not want them."),
        ),
    },
}
_ELSEWHERE: Mapping[str, Need] = {
    CALL: Need(
        suffices=frozenset({CONSENT}),
        source="",
        words=_("Tandem does not know the law of this country: ask for consent before."),
    ),
    MAIL: Need(
        suffices=frozenset({CONSENT}),
        source="",
        words=_("Tandem does not know the law of this country: ask for consent before."),
    ),
    VISIT: Need(
        suffices=_FREE, source="", words=_("Letters and visits are free until somebody does not want them.")
    ),
}


def need(country: str, channel: str) -> Need:
    """What advertising by this channel needs in a country."""
    return LAW.get(country, _ELSEWHERE)[channel]
