"""The background worker: runs jobs, and takes up again what a killed worker left half-way."""

import asyncio
import logging
from typing import Any

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

log = logging.getLogger("tandem.worker")

HEARTBEAT_SECONDS = 10.0
STALLED_AFTER_SECONDS = 30.0


# Without a lock: a killed run of this very task would hold it for good and nothing were taken up again.
@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers that fell silent to the others; every job may therefore run twice."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        if job.task_name == retry_stalled.name:
            # The next minute brings another one.
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
            continue
        log.warning("Job %s (%s) is taken up again: its worker fell silent.", job.id, job.task_name)
        await manager.retry_job(job)


def run(*, concurrency: int, listen: bool) -> None:
    """Work until told to stop by SIGINT or SIGTERM; jobs under way are finished first."""
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()):
        asyncio.run(_work(concurrency=concurrency, listen=listen))


async def _work(*, concurrency: int, listen: bool) -> None:
    async with app.open_async():
        await app.run_worker_async(
            concurrency=concurrency,
            listen_notify=listen,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_AFTER_SECONDS,
            delete_jobs="successful",
            shutdown_graceful_timeout=20.0,
        )
