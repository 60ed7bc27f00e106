"""Form fields as markup: label, control, help and error belong together and are linked for screen readers."""

from __future__ import annotations

from django.forms import BaseForm, BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Textarea
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tandem.base.design import parts

_NOTHING = mark_safe("")


def field(bound: BoundField, **attrs: object) -> SafeString:
    """Label, control, help and error of one field of a form."""
    if bound.is_hidden:
        return bound.as_widget()
    label_hidden = bool(attrs.pop("label_hidden", False))
    wide = bool(attrs.pop("wide", False))
    hint = str(attrs.pop("hint", "") or bound.help_text or "")
    control = _control(bound, attrs, hint)
    classes = " ".join(filter(None, ["fld", "wide" if wide else "", "bad" if bound.errors else ""]))
    # A field that remembers what it began with says so beside itself.
    began = bound.as_hidden(only_initial=True) if bound.field.show_hidden_initial else _NOTHING
    below = format_html("{}{}{}", began, _help(bound, hint), _errors(bound))
    widget = bound.field.widget
    label_class = "vh" if label_hidden else "fld-l"
    if isinstance(widget, CheckboxInput):
        return format_html(
            '<div class="{} check"><label for="{}">{}<span>{}</span></label>{}</div>',
            classes,
            bound.id_for_label,
            control,
            bound.label,
            below,
        )
    label = format_html("{}{}", bound.label, _required(bound))
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return format_html(
            '<fieldset class="{} choices"{}><legend class="{}">{}</legend>{}{}</fieldset>',
            classes,
            _described(bound, hint),
            label_class,
            label,
            control,
            below,
        )
    return format_html(
        '<div class="{}"><label class="{}" for="{}">{}</label>{}{}</div>',
        classes,
        label_class,
        bound.id_for_label,
        label,
        control,
        below,
    )


def _control(bound: BoundField, attrs: dict[str, object], hint: str) -> SafeString:
    widget = bound.field.widget
    given = {
        name.replace("_", "-"): value if isinstance(value, bool) else str(value)
        for name, value in attrs.items()
    }
    classes = [str(widget.attrs.get("class", "")), str(given.pop("class", ""))]
    if not isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        classes.insert(0, "field area" if isinstance(widget, Textarea) else "field")
    merged: dict[str, str | bool] = {**given, "class": " ".join(filter(None, classes))}
    if not merged["class"]:
        merged.pop("class")
    described = _ids(bound, hint)
    if described:
        merged["aria-describedby"] = described
    if bound.errors:
        merged["aria-invalid"] = "true"
    return bound.as_widget(attrs=merged)


def _ids(bound: BoundField, hint: str) -> str:
    ids = [f"{bound.auto_id}_error" if bound.errors else "", f"{bound.auto_id}_help" if hint else ""]
    return " ".join(filter(None, ids))


def _described(bound: BoundField, hint: str) -> SafeString:
    described = _ids(bound, hint)
    return format_html(' aria-describedby="{}"', described) if described else _NOTHING


def _required(bound: BoundField) -> SafeString:
    """Marked only where the form has both kinds; else it says nothing."""
    if not bound.field.required or all(other.field.required for other in bound.form.visible_fields()):
        return _NOTHING
    return format_html(' <span class="req">{}</span>', _("required"))


def _help(bound: BoundField, hint: str) -> SafeString:
    # No paragraph: what is said about a new password is a list, and a paragraph would end before it.
    return format_html('<div class="fld-h" id="{}_help">{}</div>', bound.auto_id, hint) if hint else _NOTHING


def _errors(bound: BoundField) -> SafeString:
    if not bound.errors:
        return _NOTHING
    lines = format_html_join("", "<span>{}</span>", ((error,) for error in bound.errors))
    sign = parts.icon("circle-alert", size="s")
    return format_html(
        '<p class="fld-e" id="{}_error">{}<span class="col">{}</span></p>', bound.auto_id, sign, lines
    )


def form_errors(form: BaseForm) -> SafeString:
    """What is wrong with the form as a whole, announced at once."""
    errors = form.non_field_errors()
    if not errors:
        return _NOTHING
    lines = format_html_join("", "<span>{}</span>", ((error,) for error in errors))
    sign = parts.icon("circle-alert")
    return format_html(
        '<div class="banner err" role="alert">{}<span class="col">{}</span></div>', sign, lines
    )
