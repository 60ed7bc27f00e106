"""Who reads, keeps and knows the cost of what we sell: the only place where that is said."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.people.models import (
    ADMINISTRATOR,
    AGENT,
    EXPERT,
    ORDER_DESK,
    READS_ALL,
    SALES_LEAD,
    SEES_COST,
    User,
)

# Sales, agents and experts read products and prices; the administration sets them up.
MAY_READ = READS_ALL | {AGENT, EXPERT, ADMINISTRATOR}
MAY_KEEP = frozenset({ADMINISTRATOR, SALES_LEAD, ORDER_DESK})


def may_read(user: User) -> bool:
    """Whether a person sees the catalogue and the price lists that are for everybody."""
    return user.is_active and user.has_role(*MAY_READ)


def may_keep(user: User) -> bool:
    """Whether a person changes products, prices, surcharges and tax rates."""
    return user.is_active and user.has_role(*MAY_KEEP)


def may_see_cost(user: User) -> bool:
    """Cost prices and what is worked out from them: sales, order desk and those who lead them (S11.3)."""
    return user.is_active and user.has_role(*SEES_COST)


def require_read(user: User) -> None:
    """Refuse unless the person reads the catalogue."""
    if not may_read(user):
        raise NotAllowed(_("Products and prices are read by sales, experts and administration."))


def require_keep(user: User | None) -> None:
    """Refuse unless the person (or the system) keeps the catalogue; says who does."""
    if user is not None and not may_keep(user):
        raise NotAllowed(
            _("Products and prices are kept by administration, sales management and the order desk.")
        )


def require_cost(user: User | None) -> None:
    """Refuse unless the person (or the system) knows costs."""
    if user is not None and not may_see_cost(user):
        raise NotAllowed(_("Cost prices are kept by sales and the order desk."))
