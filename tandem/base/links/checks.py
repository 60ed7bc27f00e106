"""What must hold for links: each leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from tandem.base.links import purposes
from tandem.base.links.models import Link
from tandem.base.tools import checks


def _purposes() -> Iterator[checks.Violation]:
    """A link of a purpose that no room knows would open nothing."""
    for link in Link.objects.exclude(purpose__in=list(purposes.known())).order_by("pk")[:100]:
        yield checks.Violation(
            invariant="INV8",
            record=f"link {link.pk}",
            sentence=f"Link {link.pk} is for “{link.purpose}”, which no room shows.",
        )


checks.register(checks.Check(invariant="INV8", name="links with a purpose", find=_purposes))
