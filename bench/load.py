"""Sending requests to a server on this machine and measuring what comes back."""

from __future__ import annotations

import http.client
import itertools
import statistics
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: a GET, or a POST where a form is given."""

    path: str
    form: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of all requests of one run, how long the run took, what failed, and what sending cost here."""

    milliseconds: list[float]
    seconds: float
    failures: int
    # Sender and server share the cores: what the one takes the other has not.
    sender_cpu_seconds: float = 0.0

    @property
    def p50(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.milliseconds, n=20)[18]

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    @property
    def sender_ms(self) -> float:
        """CPU time of the sender for one request."""
        return self.sender_cpu_seconds * 1000 / len(self.milliseconds)


class Client:
    """One connection kept open, signed in by its session cookie."""

    def __init__(self, *, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.csrf = "a" * 32
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={self.csrf}"}

    def send(self, ask: Ask) -> int:
        """The status of the answer; the body is read to its end.

        Where the server has closed the connection meanwhile (it does so after five idle seconds, or when it renews a
        process), a new one is made, as a browser does.
        """
        try:
            return self._send(ask)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.connection.close()
            return self._send(ask)

    def _send(self, ask: Ask) -> int:
        if ask.form is None:
            self.connection.request("GET", ask.path, headers=self.headers)
        else:
            body = urllib.parse.urlencode(ask.form)
            kind = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.csrf}
            self.connection.request("POST", ask.path, body=body, headers=self.headers | kind)
        response = self.connection.getresponse()
        response.read()
        return response.status


def measure(
    *, client: Callable[[], Client], asks: Iterator[Ask], requests: int, concurrency: int
) -> Measured:
    """Send `requests` requests from `concurrency` connections at once; 400 and above is a failure."""
    shares = [list(itertools.islice(asks, requests // concurrency)) for _ in range(concurrency)]
    times: list[float] = []
    failures: list[int] = []
    lock = threading.Lock()
    barrier = threading.Barrier(concurrency + 1)

    def run(share: list[Ask]) -> None:
        mine, failed = [], 0
        sender = client()
        try:
            sender.send(share[0])  # opens the connection
        finally:
            barrier.wait()
        for ask in share[1:]:
            begin = time.perf_counter()
            try:
                status = sender.send(ask)
            except OSError as error:
                print(f"{ask.path}: {error}")
                status = 599
            mine.append((time.perf_counter() - begin) * 1000)
            failed += status >= 400
        with lock:
            times.extend(mine)
            failures.append(failed)

    threads = [threading.Thread(target=run, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    barrier.wait()
    begin, spent = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.join()
    return Measured(
        milliseconds=times,
        seconds=time.perf_counter() - begin,
        failures=sum(failures),
        sender_cpu_seconds=time.process_time() - spent,
    )
