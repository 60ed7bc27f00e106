"""Setting and taking back one's own home base."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.base.tools import text
from tandem.base.tools.errors import Refused
from tandem.essentials.calendar.models import HomeBase
from tandem.essentials.people.models import User


class BaseIncomplete(Refused):
    """A home base without a place, or with half a position."""


@transaction.atomic
def set_home_base(
    *,
    city: str,
    by: User,
    at: datetime,
    street: str = "",
    postcode: str = "",
    country: str = "DE",
    latitude: float | None = None,
    longitude: float | None = None,
) -> HomeBase:
    """Say where one sets out from in the morning. The position in degrees is optional."""
    city = text.clean(city, limit=100)
    if not city:
        raise BaseIncomplete(_("Which place do you set out from? The town is enough."))
    if (latitude is None) != (longitude is None):
        raise BaseIncomplete(_("A position has both a latitude and a longitude."))
    if latitude is not None and longitude is not None and not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise BaseIncomplete(_("Latitudes go from −90 to 90, longitudes from −180 to 180."))
    base, _new = HomeBase.objects.update_or_create(
        person=by,
        defaults={
            "city": city,
            "street": text.clean(street, limit=200),
            "postcode": text.clean(postcode, limit=12),
            "country": country,
            "latitude": latitude,
            "longitude": longitude,
        },
    )
    return base


@transaction.atomic
def clear_home_base(*, by: User, at: datetime) -> None:
    """Forget where one sets out from; nothing of it is kept."""
    HomeBase.objects.filter(person=by).delete()
