"""The nightly retention: it acts for closed trajectories whose clocks have ended, on what has come due."""

from datetime import datetime

from tests.workflows.office import MUNICIPALITY, Office
from tests.workflows.two_years.staffing import RETENTION
from tests.workflows.two_years.watch import Watch
from workflows.jobs import Jobs


async def retain(office: Office, now: datetime) -> None:
    """Do the night's job, as its schedule has it done."""
    await Jobs(office.log, office.handler, office.activities, MUNICIPALITY).do(RETENTION, now)


def is_wanted(watch: Watch, now: datetime) -> bool:
    """Tell whether the job would do anything; it walks through everything, and most nights there is nothing."""
    return any(not held.is_open and held.timers and held.timers[0].at <= now for held in watch.agendas.values())
