"""`{% load colleagues %}`: a colleague's number. Customers' numbers are shown by `{% dial %}` of the customers room."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.base.design import parts
from tandem.essentials.people.models import User

register = template.Library()


@register.simple_tag
def call_colleague(person: Any, look: str = "icon", key: str = "") -> SafeString | str:
    """A button to call a colleague; nothing where the number is not known. `key` is the key that presses it."""
    if not isinstance(person, User) or not person.phone:
        return ""
    act = format_html(' data-key-act="{}"', key) if key else ""
    if look == "word":
        sign = parts.icon("phone", size="s")
        return format_html(
            '<a class="btn" href="tel:{}"{}>{}{}</a>', person.phone, act, sign, pgettext("verb", "Call")
        )
    css, size = ("btn g sm ic", "s") if look == "small" else ("btn ic", "")
    label = _("Call %(name)s") % {"name": person.first_name}
    sign = parts.icon("phone", size=size)
    return format_html(
        '<a class="{}" href="tel:{}"{} aria-label="{}">{}</a>', css, person.phone, act, label, sign
    )
