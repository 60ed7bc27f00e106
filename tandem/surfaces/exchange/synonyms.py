"""The words by which lists call their columns, German and English; data only.

Written as people write them; compared by `text.name_key`, so capitals, spaces, dots and hyphens do not count.
"""

NUMBER = "number"
NAME = "name"
STREET = "street"
HOUSE_NUMBER = "house_number"
POSTCODE = "postcode"
CITY = "city"
POSTCODE_CITY = "postcode_city"
COUNTRY = "country"
PHONE = "phone"
MOBILE = "mobile"
EMAIL = "email"
CONTACT = "contact"
CONTACT_FIRST = "contact_first"
CONTACT_LAST = "contact_last"
CONTACT_SALUTATION = "contact_salutation"
CONTACT_FUNCTION = "contact_function"
INDUSTRY = "industry"
TURNOVER = "turnover"
CLASS = "class"
VAT_NUMBER = "vat_number"
LAST_CONTACT = "last_contact"
REMARK = "remark"
TANDEM = "tandem"
WEBSITE = "website"

# In the order in which a mapping form offers them.
SYNONYMS: dict[str, str] = {
    NUMBER: (
        "Nummer, Nr, No, ID, Kd-Nr, Kdnr, Kunden-Nr, Kundennr, Kundennummer, Kunde Nr, Kunden-ID, "
        "Debitor, Debitoren-Nr, Debitorennummer, Debitorenkonto, Debitor Nr, Konto, Kontonummer Debitor, "
        "Geschäftspartnernummer, Adressnummer, Adress-Nr, Firmennummer, Firmen-Nr, Customer No, Customer "
        "Number, Customer ID, Customer Nr, Cust No, Cust ID, Account No, Account Number, Account ID, "
        "Client No, Client ID, Client Number, Debtor No, Debtor Number, Number, Company ID"
    ),
    NAME: (
        "Firma, Firmenname, Firmenbezeichnung, Unternehmen, Unternehmensname, Kunde, Kundenname, Name, "
        "Name 1, Name1, Firma 1, Firmierung, Bezeichnung, Organisation, Betrieb, Geschäftspartner, "
        "Debitorenname, Name Firma, Name des Unternehmens, Company, Company Name, Customer, Customer "
        "Name, Account, Account Name, Client, Client Name, Organization, Organisation Name, Business "
        "Name, Firm, Legal Name"
    ),
    STREET: (
        "Straße, Strasse, Str, Straße Nr, Straße Hausnummer, Straße und Hausnummer, Straße u Hausnr, Str "
        "Nr, Anschrift, Adresse, Adresse 1, Adresszeile 1, Street, Street Address, Address, Address 1, "
        "Address Line 1, Postal Address"
    ),
    HOUSE_NUMBER: "Hausnummer, Hausnr, Haus-Nr, Hnr, House Number, House No, Street Number, Street No",
    POSTCODE: "PLZ, Postleitzahl, Postcode, Post Code, Postal Code, Zip, Zip Code, Zipcode, PLZ Straße, NPA",
    CITY: "Ort, Stadt, Wohnort, Ortschaft, Gemeinde, Standort, Sitz, City, Town, Place, Location, Ortsname",
    POSTCODE_CITY: "PLZ Ort, PLZ/Ort, PLZ und Ort, Postleitzahl Ort, Zip City, Postcode City",
    COUNTRY: (
        "Land, Ländercode, Länderkennzeichen, Länderkürzel, Staat, LKZ, Land ISO, Country, Country Code, "
        "Nation"
    ),
    PHONE: (
        "Telefon, Telefonnummer, Telefonnr, Tel, Tel-Nr, Telnr, Fon, Rufnummer, Festnetz, Telefon "
        "geschäftlich, Telefon Firma, Telefon Zentrale, Zentrale, Durchwahl, Telefon direkt, Telefon "
        "Büro, Telefon 1, Telefon 2, Telefon 3, Phone, Phone Number, Phone No, Telephone, Telephone "
        "Number, Landline, Business Phone, Work Phone, Office Phone, Main Phone, Direct Phone, Direct "
        "Dial, Switchboard"
    ),
    MOBILE: (
        "Mobil, Mobiltelefon, Mobilnummer, Mobilfunk, Handy, Handynummer, Handy-Nr, Natel, Mobile, Mobile "
        "Phone, Mobile Number, Cell, Cell Phone, Cellphone"
    ),
    EMAIL: (
        "E-Mail, Email, Mail, E-Mail-Adresse, Emailadresse, Mailadresse, E-Mail geschäftlich, E-Mail "
        "Firma, E-Mail Adresse, Email Address, Mail Address, E-Mail 1"
    ),
    CONTACT: (
        "Ansprechpartner, Ansprechpartnerin, Ansprechperson, Kontakt, Kontaktperson, AP, ASP, "
        "Kontaktname, Name Ansprechpartner, Ansprechpartner Name, Partner beim Kunden, z Hd, zu Händen, "
        "Contact, Contact Person, Contact Name, Contact Full Name, Full Name, Attention"
    ),
    CONTACT_FIRST: (
        "Vorname, Vorname Ansprechpartner, Ansprechpartner Vorname, Rufname, First Name, Firstname, Given "
        "Name, Forename, Contact First Name"
    ),
    CONTACT_LAST: (
        "Nachname, Familienname, Zuname, Nachname Ansprechpartner, Ansprechpartner Nachname, Last Name, "
        "Lastname, Surname, Family Name, Contact Last Name"
    ),
    CONTACT_SALUTATION: "Anrede, Anrede Ansprechpartner, Salutation, Geschlecht",
    CONTACT_FUNCTION: (
        "Funktion, Position, Stellung, Rolle, Funktion Ansprechpartner, Abteilung, Titel Funktion, Job "
        "Title, Jobtitel, Function, Role, Department, Job, Tätigkeit"
    ),
    INDUSTRY: (
        "Branche, Branchen, Wirtschaftszweig, Industriezweig, Sparte, Branchenbezeichnung, Industry, "
        "Sector, Branch, Line of Business, Business Sector"
    ),
    TURNOVER: (
        "Umsatz, Jahresumsatz, Vorjahresumsatz, Umsatz Vorjahr, Nettoumsatz, Umsatz netto, Umsatzerlöse, "
        "Umsatz gesamt, Erlös, Erlöse, Turnover, Revenue, Annual Revenue, Annual Turnover, Sales, Net "
        "Sales, Yearly Sales, Sales Volume"
    ),
    CLASS: (
        "Klasse, Kundenklasse, ABC, ABC-Klasse, ABC-Kennzeichen, ABC Klassifizierung, Klassifizierung, "
        "Klassifikation, Kundenkategorie, Kategorie, Einstufung, Rating, Class, Customer Class, ABC "
        "Class, Category, Classification, Segment ABC"
    ),
    VAT_NUMBER: (
        "USt-IdNr, UStIdNr, USt-ID, UStID, Ust-Id-Nummer, Umsatzsteuer-ID, "
        "Umsatzsteuer-Identifikationsnummer, Umsatzsteueridentnummer, UID, UID-Nummer, UID-Nr, MWST-Nr, "
        "MwSt-Nummer, MwSt-ID, VAT, VAT ID, VAT No, VAT Number, VAT Reg No, VAT Registration Number, Tax "
        "ID, EU VAT, VATID"
    ),
    LAST_CONTACT: (
        "Letzter Kontakt, Letzter Besuch, Letzte Aktivität, Letzter Kontakt am, Kontakt am, Zuletzt "
        "kontaktiert, Datum letzter Kontakt, Letztes Gespräch, Letzter Anruf, Letzte Kontaktaufnahme, "
        "Last Contact, Last Contacted, Last Contact Date, Last Visit, Last Activity, Last Touch, Last "
        "Call"
    ),
    REMARK: (
        "Bemerkung, Bemerkungen, Notiz, Notizen, Kommentar, Kommentare, Anmerkung, Anmerkungen, Info, "
        "Hinweis, Hinweise, Memo, Freitext, Remark, Remarks, Note, Notes, Comment, Comments"
    ),
    TANDEM: (
        "Tandem, Team, Vertriebsteam, Betreuungsteam, Vertriebsgebiet, Gebiet, Verkaufsgebiet, Betreuung, "
        "Sales Team, Territory, Sales Territory, Area"
    ),
    WEBSITE: (
        "Website, Webseite, Web, Homepage, Internet, Internetadresse, URL, WWW, Domain, Web Site, "
        "Internetseite, Webadresse"
    ),
}
