"""The addresses of this room."""

from django.urls import path

from tandem.essentials.playbook.views import agreement, process, rules, start

app_name = "playbook"
urlpatterns = [
    path("prozess/vorlage", process.template, name="template"),
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
