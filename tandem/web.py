"""How gunicorn serves Tandem (`gunicorn --config python:tandem.web tandem.wsgi`)."""

import gc
import os
from typing import Any

from tandem import parents

parents.die_with_starter()

worker_class = "gthread"
# Two processes of four threads fill two cores and stay below 250 MB together.
workers = int(os.environ.get("TANDEM_WEB_WORKERS") or min(2, os.cpu_count() or 1))
threads = int(os.environ.get("TANDEM_WEB_THREADS") or 4)
preload_app = True
timeout = 120
graceful_timeout = 15
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  (heartbeats)


def when_ready(server: Any) -> None:
    """What was loaded before the fork stays shared: all pages' code; the collector does not touch it any more."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    # A page makes tens of thousands of objects that end with it: looking for rings among each 700 of them took 7 %.
    gc.set_threshold(20_000, 10, 10)


def pre_fork(server: Any, worker: Any) -> None:
    """No process inherits another's database connection."""
    from django.db import connections

    connections.close_all()
