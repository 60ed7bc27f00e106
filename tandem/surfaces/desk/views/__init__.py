"""The pages across rooms."""

from tandem.surfaces.desk.views.customer import customer, history, note
from tandem.surfaces.desk.views.menu import home, language, more, theme
from tandem.surfaces.desk.views.process import process, step
from tandem.surfaces.desk.views.pulse import pulse
from tandem.surfaces.desk.views.seam import coordination, wir_warten
from tandem.surfaces.desk.views.search import search
from tandem.surfaces.desk.views.today import today

__all__ = [
    "coordination",
    "customer",
    "history",
    "home",
    "language",
    "more",
    "note",
    "process",
    "pulse",
    "search",
    "step",
    "theme",
    "today",
    "wir_warten",
]
