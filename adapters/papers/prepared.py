"""Which papers there are: facts in the streams of units' duties; each shows the log up to its own position."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from adapters.papers.names import NAMES
from domain.duties import Duty
from domain.events.recurring import PaperPrepared
from domain.fact import Fact
from domain.log import EventLog
from domain.recurring.progress import papers
from domain.recurring.streams import duty_stream
from domain.reference.catalogue import Catalogue
from domain.trajectory.state import Trajectory
from projections.engine.stream import fold_stream

Owner = tuple[Duty, str | None]
"""A duty and its unit: a centre, a programme or (None) the municipality."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper made ready for an occasion. It shows what was known at `position`; `event` is its fact's id."""

    event: UUID
    position: int
    duty: Duty
    unit: str | None
    occasion: date
    recorded: datetime


async def papers_prepared(log: EventLog, catalogue: Catalogue) -> tuple[Paper, ...]:
    """Return every paper, the newest first; what was withdrawn is none."""
    owners = _owners(catalogue)
    streams = [stream for stream in await log.streams("unit") if stream in owners]
    events = await log.load_many(streams)
    found = [
        _paper(fact, fact.event, owners[stream])
        for stream, told in groupby(events, key=lambda event: event.stream)
        for fact in papers(fold_stream(tuple(told), Trajectory(stream), "unit").trajectory.facts)
        if isinstance(fact.event, PaperPrepared)
    ]
    return tuple(sorted(found, key=lambda paper: paper.position, reverse=True))


async def paper_called(log: EventLog, catalogue: Catalogue, event: UUID) -> Paper | None:
    """Return the paper of a fact; None if there is none."""
    return next((paper for paper in await papers_prepared(log, catalogue) if paper.event == event), None)


def _owners(catalogue: Catalogue) -> Mapping[UUID, Owner]:
    """Return whose each stream is: of every duty that a unit may have or have had, defined still or not."""
    units = (None, *catalogue.centres, *catalogue.programmes)
    return {duty_stream(duty, unit): (duty, unit) for duty in NAMES for unit in units}


def _paper(fact: Fact, event: PaperPrepared, owner: Owner) -> Paper:
    return Paper(fact.id, fact.position, event.duty, owner[1], event.occasion, fact.recorded)
