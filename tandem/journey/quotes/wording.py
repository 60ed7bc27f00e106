"""The words of a mail with a quote: a fixed list of placeholders, and nothing else that is read. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What a text may ask for. The names are the same in every language, as the templates of a company are shared.
PLACEHOLDERS: dict[str, Promise] = {
    "anrede": _("salutation with the name"),
    "kontakt": _("name of the contact"),
    "firma": _("name of the customer"),
    "titel": _("title of the quote"),
    "nummer": _("number of the quote"),
    "summe": _("net total"),
    "gültig_bis": _("day until which it is valid"),
    "absender": _("name of the sender"),
}
_BRACED = re.compile(r"\{([^{}\n]{0,40})\}")


def unknown(*texts: str) -> list[str]:
    """What stands in braces and is no placeholder, as it was typed."""
    named = (name for text in texts for name in _BRACED.findall(text))
    return list(dict.fromkeys(f"{{{name}}}" for name in named if name.strip() not in PLACEHOLDERS))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with these values; in one pass, so that nothing within a value is read."""
    return _BRACED.sub(lambda found: values.get(found[1].strip(), found[0]), text)
