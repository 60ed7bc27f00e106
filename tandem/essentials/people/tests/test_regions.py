"""Every region that can be chosen has holidays."""

from tandem.base.tools import working_time
from tandem.essentials.people.forms import CompanyForm


def test_every_region_that_is_offered_is_known() -> None:
    offered = [key for key, _label in CompanyForm().fields["region"].choices]  # type: ignore[attr-defined]  # a choice field
    assert "DE-BY-K" in offered
    for region in offered:
        assert working_time.named_holidays(region, 2026)
