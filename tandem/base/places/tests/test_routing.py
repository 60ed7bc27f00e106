"""Ways come from the company's routing server where there is one, and are estimated where it does not answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tandem.base.places import routing, travel
from tandem.base.places.locating import PLACE, Spot
from tandem.base.places.travel import Way

ULM, RAVENSBURG, ISLAND = Spot(48.4, 9.99, PLACE), Spot(47.78, 9.61, PLACE), Spot(54.18, 7.88, PLACE)


class _Osrm(BaseHTTPRequestHandler):
    """Answers as OSRM's table service does: an hour and 90 km from place to place, no way to an island."""

    answers: list[str] = []

    def do_GET(self) -> None:
        self.answers.append(self.path)
        places = self.path.split("/driving/")[1].split("?")[0].split(";")
        island = [place.startswith("7.88") for place in places]

        def table(value: float) -> list[list[float | None]]:
            return [
                [0.0 if a == b else None if island[a] or island[b] else value for b in range(len(places))]
                for a in range(len(places))
            ]

        body = json.dumps({"code": "Ok", "durations": table(3600.0), "distances": table(90_000.0)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name of the base class)
        """The test's own output is enough."""


@pytest.fixture
def server(settings: Any) -> Iterator[ThreadingHTTPServer]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), _Osrm)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    settings.ROUTING_URL = f"http://127.0.0.1:{running.server_port}"
    _Osrm.answers.clear()
    yield running
    running.shutdown()
    running.server_close()


def test_one_question_brings_all_ways_and_what_is_not_told_is_estimated(server: ThreadingHTTPServer) -> None:
    ways = routing.between([ULM, RAVENSBURG, ISLAND])
    assert ways(ULM, RAVENSBURG) == Way(km=90, minutes=65)
    assert ways(ULM, ISLAND) == travel.way(ULM, ISLAND)
    assert ways(ULM, ULM) == travel.HERE
    assert len(_Osrm.answers) == 1


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1", "ftp://nowhere", "http://"])
def test_without_a_server_that_answers_ways_are_estimated(settings: Any, url: str) -> None:
    settings.ROUTING_URL = url
    assert routing.between([ULM, RAVENSBURG])(ULM, RAVENSBURG) == travel.way(ULM, RAVENSBURG)
