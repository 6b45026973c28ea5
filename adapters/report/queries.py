"""What the report alone asks of the boards: measures by how far they came, and courses by target group."""

from collections.abc import Sequence
from typing import NamedTuple

from asyncpg import Connection, Pool

from domain.reference.definitions import Period

STEPS = ("MeasureProposed", "MeasureApplied", "MeasureGranted", "MeasureRefused", "MeasureCompleted")
"""The steps of a measure that the report counts, in its order of columns."""

MEASURES = """
WITH corrected AS (
    SELECT DISTINCT ON (content->>'event')
        content->>'event' AS event, (content->'occurred'->>'on')::date AS occurred_on
    FROM history WHERE type = 'DateCorrected'
    ORDER BY content->>'event', position DESC
), step AS (
    SELECT h.type, h.content->>'measure' AS measure, h.content->>'kind' AS kind,
        coalesce(c.occurred_on, h.occurred_on) AS occurred_on
    FROM history AS h
    JOIN caseload AS t ON t.trajectory = h.trajectory
    LEFT JOIN corrected AS c ON c.event = h.event::text
    WHERE t.programme = $1 AND t.closing_reason IS DISTINCT FROM 'registered-in-error'
        AND h.type = ANY($2::text[]) AND NOT h.withdrawn
)
SELECT proposed.kind, step.type, count(DISTINCT step.measure) AS measures
FROM step
JOIN step AS proposed ON proposed.measure = step.measure AND proposed.type = 'MeasureProposed'
JOIN unnest($3::date[], $4::date[]) AS p (first_day, last_day)
    ON step.occurred_on BETWEEN p.first_day AND p.last_day
GROUP BY proposed.kind, step.type
"""
COURSES = """
SELECT target_group, status, phase_name, closing_reason, count(*) AS trajectories
FROM caseload
WHERE programme = $1
GROUP BY target_group, status, phase_name, closing_reason
"""
OBSERVATIONS = """
WITH corrected AS (
    SELECT DISTINCT ON (content->>'event')
        content->>'event' AS event, content->'content'->>'observation' AS observation
    FROM history WHERE type = 'Corrected'
    ORDER BY content->>'event', position DESC
)
SELECT t.target_group, coalesce(c.observation, h.content->>'observation') AS observation,
    count(DISTINCT h.trajectory) AS trajectories
FROM history AS h
JOIN caseload AS t ON t.trajectory = h.trajectory
LEFT JOIN corrected AS c ON c.event = h.event::text
WHERE t.programme = $1 AND h.type = 'ObservationRecorded' AND NOT h.withdrawn
GROUP BY t.target_group, coalesce(c.observation, h.content->>'observation')
"""


class MeasureStep(NamedTuple):
    """How many measures of a kind took a step (an event type of `STEPS`)."""

    kind: str
    step: str
    measures: int


class CourseGroup(NamedTuple):
    """Trajectories that stand alike."""

    target_group: str | None
    status: str
    phase: str | None
    closing_reason: str | None
    trajectories: int


class Observed(NamedTuple):
    """Trajectories of a target group in which a worker observed something."""

    target_group: str | None
    observation: str
    trajectories: int


async def measure_steps(
    connection: Connection | Pool, programme: str, periods: Sequence[Period]
) -> tuple[MeasureStep, ...]:
    """Return how many measures took each step within periods, which have both bounds; dates are as corrected."""
    firsts, lasts = [period.first for period in periods], [period.last for period in periods]
    rows = await connection.fetch(MEASURES, programme, list(STEPS), firsts, lasts)
    return tuple(MeasureStep(*row) for row in rows)


async def course_groups(connection: Connection | Pool, programme: str) -> tuple[CourseGroup, ...]:
    """Return a programme's trajectories, grouped by target group and how they stand."""
    return tuple(CourseGroup(*row) for row in await connection.fetch(COURSES, programme))


async def observed(connection: Connection | Pool, programme: str) -> tuple[Observed, ...]:
    """Return in how many trajectories of each target group something was observed; content is as corrected."""
    return tuple(Observed(*row) for row in await connection.fetch(OBSERVATIONS, programme))
