"""The words by which lists of articles and prices call their columns, German and English; data only."""

PRODUCTS, PRICES = "products", "prices"

NUMBER, NAME_DE, NAME_EN = "number", "name_de", "name_en"
DESCRIPTION_DE, DESCRIPTION_EN = "description_de", "description_en"
GROUP, UNIT, VAT_KIND = "group", "unit", "vat_kind"
MINIMUM, STEP, COPPER, COST = "minimum", "step", "copper_kg", "cost"
FROM_QUANTITY, PRICE, CURRENCY, LIST = "from_quantity", "price", "currency", "price_list"

_NUMBER = (
    "Artikelnummer, Artikel-Nr, Artikelnr, Art-Nr, Artnr, Artikel Nr, Art Nr, Materialnummer, Material-Nr, Material, "
    "Produktnummer, Produkt-Nr, Produktnr, Teilenummer, Teile-Nr, Sachnummer, Bestellnummer, Bestell-Nr, Nummer, Nr, "
    "SKU, Item number, Item no, Item, Article number, Article no, Part number, Part no, Product number, Product no, "
    "Product code, Product ID, Artikel-ID, Number, No, ID"
)

SYNONYMS: dict[str, dict[str, str]] = {
    PRODUCTS: {
        NUMBER: _NUMBER,
        NAME_DE: (
            "Bezeichnung, Artikelbezeichnung, Name, Name deutsch, Name DE, Bezeichnung deutsch, Bezeichnung DE, "
            "Bezeichnung 1, Artikelname, Produktname, Produkt, Artikel, Kurztext, Matchcode, Benennung, Titel, "
            "Name German, Product name, Product, Item name, Title, Short text"
        ),
        NAME_EN: (
            "Name englisch, Name EN, Bezeichnung englisch, Bezeichnung EN, English name, Name English, "
            "Description EN short, Englische Bezeichnung, Product name EN, Title EN"
        ),
        DESCRIPTION_DE: (
            "Beschreibung, Beschreibung deutsch, Beschreibung DE, Langtext, Langtext deutsch, Artikeltext, "
            "Verkaufstext, Angebotstext, Zusatztext, Bezeichnung 2, Description German, Description, Long text, Details"
        ),
        DESCRIPTION_EN: (
            "Beschreibung englisch, Beschreibung EN, Langtext englisch, Langtext EN, Description English, "
            "Description EN, English description, Long text EN"
        ),
        GROUP: (
            "Gruppe, Warengruppe, Artikelgruppe, Produktgruppe, Materialgruppe, Kategorie, WG, Group, Product group, "
            "Category, Item group"
        ),
        UNIT: (
            "Einheit, Mengeneinheit, ME, EH, VE-Einheit, Verkaufseinheit, Basismengeneinheit, Unit, UoM, "
            "Unit of measure"
        ),
        VAT_KIND: (
            "Mehrwertsteuer, MwSt, USt, Steuer, Steuerart, Steuerschlüssel, MwSt-Satz, MwSt %, Steuersatz, VAT, "
            "VAT rate, VAT kind, Tax, Tax rate"
        ),
        MINIMUM: "Mindestmenge, Mindestbestellmenge, Min Menge, Minimum quantity, MOQ, Min order quantity, Minimum",
        STEP: (
            "Packungseinheit, Verpackungseinheit, VPE, VE, Packungsgröße, Bestellschritt, Packaging step, Pack size, "
            "Packaging unit, Step"
        ),
        COPPER: (
            "Kupfer je Einheit, Kupfer kg, Kupfergewicht, Kupferzahl, Cu kg, Kupfer, "
            "Copper, Copper per unit, Copper kg"
        ),
        COST: (
            "Einstand, Einstandspreis, Einstand je Einheit, EK, EK-Preis, Einkaufspreis, Selbstkosten, Kosten, "
            "Herstellkosten, HK, Cost, Cost price, Cost of one unit, Unit cost, Purchase price"
        ),
    },
    PRICES: {
        NUMBER: _NUMBER,
        FROM_QUANTITY: (
            "Ab Menge, ab, Staffel, Staffelmenge, Menge ab, Mindestmenge, Menge, From quantity, From, Quantity, "
            "Tier, Min quantity"
        ),
        PRICE: (
            "Preis, Listenpreis, VK, VK-Preis, Verkaufspreis, Nettopreis, Preis netto, Einzelpreis, Stückpreis, Price, "
            "List price, Unit price, Net price, Sales price"
        ),
        CURRENCY: "Währung, Waehrung, Wrg, Whg, Currency, ISO",
        LIST: "Preisliste, Liste, Preislistenname, Price list, Pricelist, List",
    },
}
