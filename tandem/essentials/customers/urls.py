"""Addresses of the customers room. The file page itself, /kunden/<pk>, is the desk's."""

from django.urls import path

from tandem.essentials.customers.views import contacts, duplicates, facts, listing, merging, new, sites

app_name = "customers"
_FILE = "kunden/<int:pk>"
_CONTACT = f"{_FILE}/ansprechpartner/<int:contact_pk>"
_SITE = f"{_FILE}/standorte/<int:site_pk>"

urlpatterns = [
    path("kunden", listing.customers, name="list"),
    path("kunden/neu", new.new, name="new"),
    path("kunden/anlegen", new.create, name="create"),
    path("kunden/kandidaten", new.candidates, name="candidates"),
    path("kunden/dubletten", duplicates.pairs_page, name="duplicates"),
    path("kunden/dubletten/<int:pair_pk>/zwei", duplicates.keep_apart, name="keep_apart"),
    path("kunden/dubletten/<int:pair_pk>/doch", duplicates.propose_again, name="propose_again"),
    path("kunden/gebiet", new.territory, name="territory"),
    path(f"{_FILE}/stammdaten", facts.master, name="master"),
    path(f"{_FILE}/stammdaten", facts.master, name="facts"),
    path(f"{_FILE}/bearbeiten", facts.edit_form, name="edit"),
    path(f"{_FILE}/speichern", facts.edit, name="save"),
    path(f"{_FILE}/aenderungen/<int:entry_pk>/zuruecknehmen", facts.undo, name="undo"),
    path(f"{_FILE}/schlagworte", facts.add_tags, name="add_tags"),
    path(f"{_FILE}/schlagworte/weg", facts.remove_tag, name="remove_tag"),
    path(f"{_FILE}/lebenszyklus", facts.set_life_cycle, name="set_life_cycle"),
    path(f"{_FILE}/zentrale", facts.parent_form, name="parent"),
    path(f"{_FILE}/zentrale/setzen", facts.set_parent, name="set_parent"),
    path(f"{_FILE}/ansprechpartner", contacts.card, name="contacts"),
    path(f"{_FILE}/ansprechpartner/neu", contacts.new, name="new_contact"),
    path(f"{_FILE}/ansprechpartner/anlegen", contacts.add, name="add_contact"),
    path(_CONTACT, contacts.edit_form, name="contact"),
    path(f"{_CONTACT}/speichern", contacts.edit, name="save_contact"),
    path(f"{_CONTACT}/weg", contacts.deactivate, name="deactivate_contact"),
    path(f"{_CONTACT}/zurueck", contacts.reactivate, name="reactivate_contact"),
    path(f"{_FILE}/zusammenfuehren", merging.choose, name="merge"),
    path(f"{_FILE}/zusammenfuehren/<int:other_pk>", merging.preview, name="merge_preview"),
    path(f"{_FILE}/zusammenfuehren/<int:other_pk>/jetzt", merging.merge, name="merge_now"),
    path(f"{_FILE}/zusammenfuehrungen/<int:merge_pk>/zuruecknehmen", merging.undo, name="undo_merge"),
    path(f"{_FILE}/standorte", sites.card, name="sites"),
    path(f"{_FILE}/standorte/neu", sites.new, name="new_site"),
    path(f"{_FILE}/standorte/anlegen", sites.add, name="add_site"),
    path(_SITE, sites.edit_form, name="site"),
    path(f"{_SITE}/speichern", sites.edit, name="save_site"),
    path(f"{_SITE}/weg", sites.remove, name="remove_site"),
]
