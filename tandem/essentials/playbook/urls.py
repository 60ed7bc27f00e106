"""The addresses of this room."""

from django.urls import path

from tandem.essentials.playbook.views import agreement, drafts, printing, process, rules, start

app_name = "playbook"
urlpatterns = [
    path("prozess/vorlage", process.template, name="template"),
    path("prozess/vorlage/<int:number>", process.version, name="version"),
    path("prozess/vorlage/<int:number>/druck/<str:what>", printing.version, name="print_version"),
    path("prozess/entwurf", drafts.draft, name="draft"),
    path("prozess/entwurf/druck/<str:what>", printing.draft, name="print_draft"),
    path("prozess/entwurf/beginnen", drafts.begin, name="begin_draft"),
    path("prozess/entwurf/aufgeben", drafts.give_up, name="give_up_draft"),
    path("prozess/entwurf/in-kraft", drafts.in_force, name="draft_in_force"),
    path("prozess/entwurf/in-kraft/setzen", drafts.put_into_force, name="put_draft_into_force"),
    path("prozess/entwurf/kommentar", drafts.comment, name="comment"),
    path("prozess/entwurf/kommentar/<int:pk>/erledigt", drafts.settle, name="settle_comment"),
    path("prozess/entwurf/stand/<int:number>", drafts.restore, name="restore_draft"),
    path("prozess/entwurf/schritt", drafts.add, name="add_step"),
    path("prozess/entwurf/schritt/<str:key>", drafts.edit, name="edit_step"),
    path("prozess/entwurf/schritt/<str:key>/speichern", drafts.change, name="change_step"),
    path("prozess/entwurf/schritt/<str:key>/teilen", drafts.split, name="split_step"),
    path("prozess/entwurf/schritt/<str:key>/entfernen", drafts.remove, name="remove_step"),
    path("prozess/entwurf/schritt/<str:key>/vertreten", drafts.assign, name="assign_step"),
    path("prozess/entwurf/schritt/<str:key>/verschieben", drafts.move, name="move_step"),
    path("spielregeln", rules.overview, name="rules"),
    path("spielregeln/vereinbarung", agreement.current, name="agreement"),
    path("spielregeln/vereinbarung/neu", agreement.draft, name="draft_agreement"),
    path("spielregeln/vereinbarung/veroeffentlichen", agreement.publish, name="publish_agreement"),
    path("spielregeln/vereinbarung/<int:number>", agreement.version, name="agreement_version"),
    path("spielregeln/vereinbarung/<int:number>/pdf", agreement.pdf, name="agreement_pdf"),
    path("spielregeln/vereinbarung/<int:number>/bestaetigen", agreement.acknowledge, name="acknowledge"),
    path("spielregeln/zum-anfang", start.page, name="start_rules"),
    path("spielregeln/zum-anfang/in-kraft", start.put_into_force, name="put_start_rules_into_force"),
    path("spielregeln/neu", rules.choose, name="rule_kinds"),
    path("spielregeln/neu/<str:key>", rules.new, name="new_rule"),
    path("spielregeln/neu/<str:key>/in-kraft", rules.put_into_force, name="put_rule_into_force"),
    path("spielregeln/<int:pk>", rules.change, name="change_rule"),
    path("spielregeln/<int:pk>/in-kraft", rules.change_it, name="reword_rule"),
    path("spielregeln/<int:pk>/aufgeben", rules.give_up, name="give_up_rule"),
]
