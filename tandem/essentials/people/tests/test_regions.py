"""Every region that can be chosen has holidays, and its own name."""

import holidays

from tandem.base.tools import working_time
from tandem.essentials.people import regions
from tandem.essentials.people.forms import CompanyForm


def _offered() -> dict[str, str]:
    groups = CompanyForm().fields["region"].choices  # type: ignore[attr-defined]  # a choice field
    return {key: str(label) for _country, lands in groups for key, label in lands}


def test_every_region_that_is_offered_is_known() -> None:
    offered = _offered()
    assert offered["DE-BY-K"] == "Bayern, mit Mariä Himmelfahrt"
    for region in offered:
        assert working_time.named_holidays(region, 2026)


def test_every_land_has_its_own_name() -> None:
    offered = _offered()
    for country in ("DE", "AT"):
        named = holidays.country_holidays(country).subdivisions_aliases
        lands = {code: name for name, code in reversed(named.items())}
        assert {key: offered[f"{country}-{key}"] for key in lands} == lands
    assert len([key for key in offered if key.startswith("CH-")]) == 26
    assert [key for key, _name in regions.COUNTRIES] == ["DE", "AT", "CH", "LI"]
