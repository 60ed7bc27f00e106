from django.urls import path

from tandem.essentials.people import set_up, views

app_name = "people"
urlpatterns = [
    path("verwaltung", views.people, name="people"),
    path("verwaltung/personen/neu", views.new_person, name="new_person"),
    path("verwaltung/personen/anlegen", views.add_person, name="add_person"),
    path("verwaltung/personen/<int:pk>", views.person, name="person"),
    path("verwaltung/personen/<int:pk>/aendern", views.edit_person, name="edit_person"),
    path("verwaltung/personen/<int:pk>/einladen", views.invite_person, name="invite_person"),
    path("verwaltung/tandems", views.tandems, name="tandems"),
    path("verwaltung/tandems/neu", views.new_tandem, name="new_tandem"),
    path("verwaltung/tandems/anlegen", views.add_tandem, name="add_tandem"),
    path("verwaltung/tandems/<int:pk>", views.tandem, name="tandem"),
    path("verwaltung/tandems/<int:pk>/aendern", views.edit_tandem, name="edit_tandem"),
    path("verwaltung/tandems/<int:pk>/gebiet", views.claim, name="claim"),
    path("verwaltung/gebiete/<int:pk>/abgeben", views.give_up, name="give_up"),
    path("verwaltung/firma", views.company, name="company"),
    path("verwaltung/firma/aendern", views.edit_company, name="edit_company"),
    path("abwesenheiten", views.absences, name="absences"),
    path("abwesenheiten/melden", views.report_absence, name="report_absence"),
    path("abwesenheiten/<int:pk>/zuruecknehmen", views.end_absence, name="end_absence"),
    path("einstellungen", views.settings, name="settings"),
    path("einstellungen/aendern", views.edit_settings, name="edit_settings"),
    path("einladung/<str:token>", set_up.invitation, name="invitation"),
    path("einrichtung/firma", set_up.company, name="set_up_company"),
    path("einrichtung/firma/weiter", set_up.keep_company, name="keep_company"),
    path("einrichtung/personen", set_up.people, name="set_up_people"),
    path("einrichtung/personen/anlegen", set_up.add_person, name="set_up_add_person"),
    path("einrichtung/tandems", set_up.tandems, name="set_up_tandems"),
    path("einrichtung/tandems/anlegen", set_up.add_tandem, name="set_up_add_tandem"),
    path("einrichtung/fertig", set_up.done, name="set_up_done"),
    path("einrichtung/abschliessen", set_up.finish, name="set_up_finish"),
    path("einrichtung/<str:token>", set_up.begin, name="begin"),
]
