"""Which heading of a list of quotes means what, German and English; compared by `text.name_key`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date

from django.utils.translation import gettext as _

from tandem.base.design import filters
from tandem.base.tools import text
from tandem.surfaces.exchange import mapping
from tandem.surfaces.exchange.columns import LIKELY, SURE, Proposal, bare_heading
from tandem.surfaces.exchange.mapping import MappingError, Placed

NUMBER, DATE, TITLE = "number", "date", "title"
CUSTOMER_NUMBER, VAT_NUMBER, CUSTOMER, POSTCODE = "customer_number", "vat_number", "customer", "postcode"
NET, LIST_VALUE, MARGIN, COST, CURRENCY = "net", "list_value", "margin", "cost", "currency"
STATE, REASON, COMPETITOR, ORDER, DECIDED = "state", "reason", "competitor", "order", "decided"
VALID_UNTIL, PROBABILITY, PERSON = "valid_until", "probability", "person"

# Without these nothing can be taken in.
NEEDED = (NUMBER, DATE, NET)
WHO = (CUSTOMER_NUMBER, VAT_NUMBER, CUSTOMER)

_WORDS = {
    NUMBER: (
        "Angebotsnummer, Angebots-Nr, Angebotsnr, Angebot Nr, Angebot, Belegnummer, Beleg-Nr, Beleg, Vorgangsnummer,"
        " Nummer, Nr, Quote, Quote No, Quote Number, Quotation, Quotation No, Offer No, Document No, Number"
    ),
    DATE: "Angebotsdatum, Datum, Belegdatum, Erstellt am, Angebot vom, Quote Date, Date, Document Date, Created",
    TITLE: "Betreff, Titel, Bezeichnung, Projekt, Kommission, Subject, Title, Project, Description",
    CUSTOMER_NUMBER: (
        "Kundennummer, Kunden-Nr, Kd-Nr, Kdnr, Debitor, Debitoren-Nr, Kunde Nr, Customer No, Customer Number,"
        " Customer ID, Account No, Debtor No"
    ),
    VAT_NUMBER: "USt-IdNr, USt-ID, Umsatzsteuer-ID, UID, UID-Nummer, VAT, VAT No, VAT Number, VAT ID",
    CUSTOMER: "Kunde, Firma, Kundenname, Name, Firmenname, Company, Customer, Customer Name, Account Name",
    POSTCODE: "PLZ, Postleitzahl, Postcode, ZIP, Zip Code, Postal Code",
    NET: (
        "Netto, Nettobetrag, Nettosumme, Summe, Summe netto, Betrag, Angebotssumme, Angebotswert, Wert, Auftragswert,"
        " Net, Net Amount, Net Total, Amount, Total, Value"
    ),
    LIST_VALUE: "Listenwert, Bruttolistenwert, Listenpreis, Summe vor Rabatt, List Value, List Price",
    MARGIN: "Deckungsbeitrag, DB, DB1, DB I, Marge, Rohertrag, Margin, Contribution Margin, Gross Margin",
    COST: "Kosten, Einstand, Einstandswert, Selbstkosten, Herstellkosten, EK, Cost, Costs, COGS",
    CURRENCY: "Währung, Whg, Currency, Curr",
    STATE: "Status, Stand, Angebotsstatus, Zustand, State, Stage",
    REASON: "Grund, Verlustgrund, Absagegrund, Ablehnungsgrund, Reason, Lost Reason, Reason Lost",
    COMPETITOR: "Wettbewerber, Mitbewerber, Wettbewerb, Konkurrent, Competitor",
    ORDER: "Auftrag, Auftragsnummer, Auftrags-Nr, Bestellnummer, Bestellung, Order, Order No, Order Number",
    DECIDED: "Entscheidung, Entschieden am, Entscheidungsdatum, Decided, Decision Date, Closed, Close Date",
    VALID_UNTIL: "Gültig bis, Gültigkeit, Bindefrist, Valid Until, Valid To, Expires, Expiry Date",
    PROBABILITY: (
        "Wahrscheinlichkeit, Erfolgschance, Chance, Auftragswahrscheinlichkeit, Probability, Chance of Success"
    ),
    PERSON: (
        "Bearbeiter, Verantwortlich, Verantwortlicher, Sachbearbeiter, Vertreter, Verkäufer, Owner, Responsible,"
        " Sales Person, Salesperson, Agent"
    ),
}
_KNOWN = {text.name_key(word): target for target, words in _WORDS.items() for word in words.split(",")}
TARGETS = tuple(_WORDS)


class NoQuotes(ValueError):
    """The list lacks a column without which no quote can be taken in; says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def label(target: str) -> str:
    """What a column is called for people."""
    return {
        NUMBER: _("Number of the quote"),
        DATE: _("Date"),
        TITLE: _("Title"),
        CUSTOMER_NUMBER: _("Customer number"),
        VAT_NUMBER: _("VAT number"),
        CUSTOMER: _("Company"),
        POSTCODE: _("Postcode"),
        NET: _("Net"),
        LIST_VALUE: _("List value"),
        MARGIN: _("Margin"),
        COST: _("Cost"),
        CURRENCY: _("Currency"),
        STATE: _("State"),
        REASON: _("Reason"),
        COMPETITOR: _("Competitor"),
        ORDER: _("Order"),
        DECIDED: _("Decided"),
        VALID_UNTIL: _("Valid until"),
        PROBABILITY: _("Probability"),
        PERSON: _("Responsible person"),
    }[target]


def shown(target: str, kept: str) -> str:
    """A value of the preview as the reader writes it."""
    return filters.amount(kept) if target == NET else filters.plain_date(date.fromisoformat(kept))


def options() -> dict[str, str]:
    """All targets with what they are called for people."""
    return {target: label(target) for target in TARGETS}


def propose(headings: Sequence[str]) -> list[Proposal]:
    """A proposal for each column, in their order; each target once, the surest and then the first of them."""
    read = [(place, heading, *_by_heading(heading)) for place, heading in enumerate(headings)]
    taken: set[str] = set()
    found: dict[int, Proposal] = {}
    for place, heading, target, sure in sorted(read, key=lambda each: (-each[3], each[0])):
        is_free = target != "" and target not in taken
        found[place] = Proposal(place, heading, target, sure) if is_free else Proposal(place, heading)
        taken.add(target)
    return [found[place] for place in range(len(headings))]


def _by_heading(heading: str) -> tuple[str, float]:
    if target := _KNOWN.get(text.name_key(heading[:121])):
        return target, SURE
    plain = bare_heading(heading) if len(heading) <= 120 else ""
    return (_KNOWN[plain], LIKELY) if plain in _KNOWN else ("", 0.0)


def corrected(proposals: Sequence[Proposal], wishes: Mapping[int, str]) -> list[Placed]:
    """The proposal with a person's wishes; raises MappingError where they cannot be."""
    chosen = mapping.chosen(proposals, wishes, known=options())
    require(chosen)
    return chosen


def require(placed: Sequence[Placed]) -> None:
    """Refuse a mapping in which no row could be a quote of somebody."""
    if missing := _missing({one.target for one in placed}):
        raise MappingError(missing)


def placed(headings: Sequence[str]) -> dict[str, int]:
    """The place of each column that is known; of several with one meaning the first counts. Raises NoQuotes."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        target = _KNOWN.get(text.name_key(heading))
        if target is not None:
            places.setdefault(target, place)
    if missing := _missing(places.keys()):
        raise NoQuotes(missing)
    return places


def _missing(targets: Set[str]) -> str:
    """What a list lacks, as a sentence; empty where it lacks nothing."""
    missing = [label(target) for target in NEEDED if target not in targets]
    if not any(target in targets for target in WHO):
        missing.append(_("Customer number, VAT number or company"))
    return _("The list has no column for: %(names)s.") % {"names": ", ".join(missing)} if missing else ""
