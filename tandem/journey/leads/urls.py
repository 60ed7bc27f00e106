from django.urls import path

from tandem.journey.leads.views import api, figures, public, set_up, waiting, work

app_name = "leads"
urlpatterns = [
    path("leads", work.worklist, name="list"),
    path("leads/neu", work.new, name="new"),
    path("leads/neu/visitenkarte", work.card, name="card"),
    path("leads/neu/kunden", work.pick, name="pick"),
    path("leads/<int:matter_pk>/pruefen", work.check, name="check"),
    path("leads/<int:matter_pk>/freigeben", work.release, name="release"),
    path("leads/<int:matter_pk>/annehmen", work.accept, name="accept"),
    path("leads/<int:matter_pk>/zurueckgeben", work.give_back, name="return"),
    path("leads/anfragen/<int:pk>", waiting.enquiry, name="enquiry"),
    path("leads/anfragen/<int:pk>/zuordnen", waiting.decide, name="decide"),
    path("leads/anfragen/<int:pk>/weglegen", waiting.drop, name="drop"),
    path("leads/zurueckgehalten", waiting.held, name="held"),
    path("leads/formulare", set_up.web_forms, name="web_forms"),
    path("leads/formulare/neu", set_up.new_form, name="new_web_form"),
    path("leads/formulare/<int:pk>", set_up.web_form, name="web_form"),
    path("leads/formulare/<int:pk>/schliessen", set_up.close_form, name="close_web_form"),
    path("leads/schluessel/anlegen", set_up.make_key, name="make_key"),
    path("leads/schluessel/<int:pk>/sperren", set_up.revoke_key, name="revoke_key"),
    path("leads/kampagnen", figures.campaign_list, name="campaigns"),
    path("leads/kampagnen/anlegen", figures.add_campaign, name="add_campaign"),
    path("leads/kampagnen/<int:pk>", figures.campaign, name="campaign"),
    path("leads/punkte", figures.weights, name="weights"),
    # Reached from outside, without signing in.
    path("anfrage/tandem.js", public.script, name="script"),
    path("anfrage/<str:token>", public.enquire, name="enquire"),
    path("anfrage/<str:token>/felder", public.fields, name="enquire_fields"),
    path("anfrage/<str:token>/danke", public.thanks, name="thanks"),
    path("api/v1/leads", api.create, name="api"),
]
