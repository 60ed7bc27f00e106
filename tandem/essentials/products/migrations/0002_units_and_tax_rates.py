"""The standard units and the tax rates of Germany, Austria, Switzerland and Liechtenstein."""

from datetime import date
from decimal import Decimal

from django.db import migrations

UNITS = (
    ("Stk", "Stück", "piece", "H87"),
    ("Paar", "Paar", "pair", "PR"),
    ("Satz", "Satz", "set", "SET"),
    ("Paket", "Paket", "package", "PK"),
    ("Karton", "Karton", "carton", "CT"),
    ("Palette", "Palette", "pallet", "PF"),
    ("Rolle", "Rolle", "roll", "RO"),
    ("m", "Meter", "metre", "MTR"),
    ("mm", "Millimeter", "millimetre", "MMT"),
    ("km", "Kilometer", "kilometre", "KMT"),
    ("m²", "Quadratmeter", "square metre", "MTK"),
    ("m³", "Kubikmeter", "cubic metre", "MTQ"),
    ("l", "Liter", "litre", "LTR"),
    ("g", "Gramm", "gram", "GRM"),
    ("kg", "Kilogramm", "kilogram", "KGM"),
    ("t", "Tonne", "tonne", "TNE"),
    ("h", "Stunde", "hour", "HUR"),
    ("Tag", "Tag", "day", "DAY"),
    ("Monat", "Monat", "month", "MON"),
    ("Jahr", "Jahr", "year", "ANN"),
    ("Psch", "Pauschale", "lump sum", "LS"),
)
RATES = (
    ("DE", date(2007, 1, 1), ("19", "7", None)),
    ("DE", date(2020, 7, 1), ("16", "5", None)),
    ("DE", date(2021, 1, 1), ("19", "7", None)),
    ("AT", date(2016, 1, 1), ("20", "10", "13")),
    ("CH", date(2018, 1, 1), ("7.7", "2.5", "3.7")),
    ("CH", date(2024, 1, 1), ("8.1", "2.6", "3.8")),
    ("LI", date(2018, 1, 1), ("7.7", "2.5", "3.7")),
    ("LI", date(2024, 1, 1), ("8.1", "2.6", "3.8")),
)
KINDS = ("standard", "reduced", "special")


def fill(apps, schema_editor):
    unit, rate = apps.get_model("products", "Unit"), apps.get_model("products", "VatRate")
    unit.objects.bulk_create(
        unit(code=code, name_de=german, name_en=english, rec20=rec20, is_standard=True)
        for code, german, english, rec20 in UNITS
    )
    rate.objects.bulk_create(
        rate(country=country, kind=kind, from_date=day, rate=Decimal(percent))
        for country, day, percents in RATES
        for kind, percent in zip(KINDS, percents, strict=True)
        if percent is not None
    )


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
