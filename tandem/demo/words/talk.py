"""How a German sales team writes: short, concrete, with abbreviations. Slots in braces."""

from __future__ import annotations

CALL_NEED = (
    "{person} will es noch dieses Quartal entscheiden, bitte Besuch in KW {week}.",
    "Bedarf bestätigt, {person} bringt jemand von der Instandhaltung mit.",
    "Budget ist freigegeben. Vergleicht noch mit einem zweiten Anbieter.",
    "Ruft zurück, sobald der Umbau terminiert ist. Besuch gern ab KW {week}.",
    "Alte Anlage steht öfter, Ausfall kostet laut {person} 2.000 € am Tag.",
    "{person} fragt nach Referenzen in der Branche, habe zwei genannt.",
)
CALL_SPARE = (
    "Menge wie beim letzten Mal, Angebot bitte per Mail an {person}.",
    "Braucht es bis KW {week}, Lagerware wäre gut.",
    "{person} schickt die Typenschilder als Foto, dann Angebot.",
    "Fragt nach Mengenstaffel, Abruf in zwei Teilen möglich.",
    "Preis vom letzten Jahr genannt, Erhöhung ist angekommen.",
)
CALL_MISSED = (
    "Nur Anrufbeantworter, Rückruf erbeten.",
    "In der Produktion, Zentrale richtet es aus.",
    "Im Urlaub bis Ende KW {week}.",
    "Besetzt, später noch mal.",
)
CALL_LATER = (
    "Erst nach der Inventur, vorher keine Zeit.",
    "Investitionsstopp bis Quartalsende, dann wieder melden.",
    "Wartet auf die Zahlen vom Steuerberater.",
)
VISIT_OUTCOME = (
    "Angebot bis KW {week}, {person} prüft parallel die Stellfläche.",
    "{person} schickt die Zeichnung, wir rechnen zwei Varianten.",
    "Aufmaß genommen. Liefertermin ist wichtiger als der Preis.",
    "Einkauf will Staffel ab 10 Stück sehen, Technik ist überzeugt.",
    "Nächste Woche intern, danach Entscheidung durch die GL.",
    "Wir bieten mit Montage an, Demontage macht der Kunde selbst.",
)
VISIT_NO_NEED = (
    "Strecke wird doch in Eigenregie repariert. In einem Jahr wieder fragen.",
    "Projekt auf unbestimmte Zeit verschoben, Halle wird vermietet.",
)
COMPETITORS = (
    "Steuble",
    "Rollmann Systeme",
    "Transfera",
    "Kettwig Antriebe",
    "HBF Fördertechnik",
    "Alpinlog",
)
FOLLOW_UP = (
    "{person} hat das Angebot vorliegen, Preis passt, Liefertermin noch offen.",
    "Wettbewerb liegt 4 % drunter, aber ohne Inbetriebnahme. Bleibt beim Montagetermin skeptisch.",
    "Entscheidung vertagt auf die GL-Runde am Monatsende.",
    "Technik ist durch, jetzt liegt es beim Einkauf.",
    "{person} möchte die Zahlungsziele noch mal besprechen.",
    "Fördermittel sind beantragt, vor Bescheid keine Bestellung.",
    "Nicht erreicht, Kollegin sagt: liegt zur Unterschrift.",
)
LOST = (
    ("price", "Ihr wart knapp 8 % über dem günstigsten."),
    ("price", "Technisch gleich, der andere war billiger."),
    ("delivery_time", "Zwölf Wochen waren uns zu lang, der andere kann acht."),
    ("specification", "Wir brauchen Edelstahl komplett, nicht nur den Rahmen."),
    ("competitor", "Wir haben schon drei Strecken von denen, die Ersatzteile liegen hier."),
    ("no_budget", "Das Budget ist für die Heizung draufgegangen."),
    ("postponed", "Kommt frühestens nächstes Jahr wieder auf den Tisch."),
    ("no_answer", ""),
)
REFERENCES = (
    "Bestellung {no}",
    "Best.-Nr. {no} vom {day}",
    "Mail vom {day}, {person}",
    "Abruf {no} aus Rahmenvertrag",
)
DELIVERY = (
    "",
    "",
    "",
    "Vollständig, Lieferschein unterschrieben.",
    "Zwei Rollen nachgeliefert.",
    "Abgeladen mit Kundenstapler.",
)
PRAISE = (
    "Läuft seit dem ersten Tag, Monteure waren pünktlich und haben sauber gearbeitet.",
    "Alles gut gelaufen, nur die Doku kam zu spät.",
    "Sehr zufrieden, vor allem mit der schnellen Rückmeldung vom Innendienst.",
    "Ruhiger als die alte Strecke, die Leute sind froh.",
    "Passt. Würde ich wieder so bestellen.",
    "Liefertermin gehalten, das war uns das Wichtigste.",
)
COMPLAINT = (
    "Montage hat einen Tag länger gedauert, Samstag mussten wir nacharbeiten.",
    "Anlage läuft, aber die Lichtschranke fällt immer wieder aus. Keiner ruft zurück.",
)
FURTHER = (
    "",
    "",
    "",
    "Zweite Strecke im Frühjahr",
    "Wartungsvertrag anbieten",
    "Ersatzketten auf Lager legen",
)
REQUESTS = (
    ("Liefertermin Auftrag bitte bestätigen", "Bestätigt, geht KW {week} raus."),
    ("Ersatzteilliste für {good} gesucht", "Liste als PDF geschickt."),
    ("Rechnung kam doppelt, bitte prüfen", "Zweite storniert, Gutschrift ist unterwegs."),
    ("Betriebsanleitung {good} auf Deutsch", "Per Mail geschickt, auch die englische."),
    ("Preis für {good}, 2 Stück", "Listenpreis genannt, Angebot folgt bei Bedarf."),
    ("Monteur für Gurtwechsel gewünscht", "Einsatz für KW {week} eingeplant."),
    ("CE-Erklärung zur Lieferung fehlt", "Nachgereicht."),
    ("Welche Kette passt auf die alte FK 60?", "FK 80 mit Adapter, Maße geschickt."),
)
NOTES = (
    ("call", "Kurz wegen Lieferschein telefoniert, alles klar."),
    ("mail", "Neue Preisliste geschickt, Umstellung zum 1. des Monats."),
    ("note", "Ansprechpartner wechselt im Frühjahr, Nachfolge noch offen."),
    ("customer", "Fragt nach Terminen für die Hausmesse."),
    ("call", "Jahresgespräch vorbereitet: Umsatz, offene Punkte, Rahmenvertrag."),
    ("note", "Auf der Messe getroffen, Interesse an Hubstation."),
    ("mail", "Referenzliste Lebensmittel verschickt."),
    ("call", "Zufrieden mit der letzten Lieferung, aktuell kein Bedarf."),
)
BRIEFINGS = (
    "Termin steht, {person} erwartet dich. Unterlagen liegen in der Akte.",
    "Technik ist geklärt, jetzt geht es um den Preis. Spielraum 3 %.",
    "{person} ist direkt, mag keine langen Mails. Bitte anrufen.",
    "Kommt aus der Messe, hat zwei Wettbewerber da gehabt.",
)
LEAD_REQUIREMENT = (
    "Fragt nach Förderstrecke zwischen Produktion und Lager, ca. 40 m, Kartons bis 30 kg.",
    "Sucht Ersatz für abgekündigte Antriebe, sechs Stück, eilig.",
    "Plant neue Halle, möchte Beratung zu Palettenförderern.",
    "Staubexplosionsschutz in der Mühle, Zone 22, Trommelmotoren gesucht.",
)
LEAD_REASON = (
    "Konkretes Projekt mit Termin, Größe passt zu uns.",
    "Bedarf da, aber Entscheidung erst im nächsten Jahr.",
    "Kleiner Betrieb, eher Ersatzteile als Anlage.",
)
LEAD_SOURCES = ("website", "website", "fair", "recommendation", "phone", "email", "list")
OFFICE = ("Telefonblock", "Aufträge prüfen", "Erfassen", "Angebote schreiben", "Rückfragen klären")
ROAD = ("Büro · Berichte", "Tourplanung", "Vorbereitung Besuche")
