"""A report gathered from real boards."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from adapters.report.data import CardsByDistributor, MeasureCount, Placement, StatusReportData
from adapters.report.gather import gather
from adapters.report.periods import choose_periods, periods_of
from domain.calendar import civil_date
from domain.commands.corrections import CorrectDate, CorrectField, WithdrawFact
from domain.commands.course import OpenTrajectory, RecordObservation
from domain.commands.help import ProposeMeasure
from domain.contact_codes import CardDistributor, Community, HandledBy, HelpBegun, Topic, WayIn
from domain.reference.definitions import Period
from domain.refusal import Refusal
from domain.trajectory_codes import CloseReason, Observation, PhaseName, TargetGroup, WithdrawReason
from tests.adapters.web.town import NOW, Town, a_form, open_town
from tests.domain.given import on
from tests.postgres_server import PostgresServer


@pytest.fixture(scope="module")
async def town(postgres_server: PostgresServer) -> AsyncIterator[Town]:
    async with open_town(postgres_server, "town_reported") as town:
        yield town


async def gathered(town: Town, programme: str, first: str, last: str) -> StatusReportData:
    catalogue = await town.services.catalogue()
    chosen: Sequence[Period] | Refusal = choose_periods(
        periods_of(catalogue, programme, today=civil_date(NOW)), first, last
    )
    assert not isinstance(chosen, Refusal)
    return await gather(town.services.pool, catalogue, programme, chosen, NOW)


async def gathered_in(town: Town, programme: str, year: int) -> StatusReportData:
    """Gather a calendar year, also one before the programme's first period."""
    catalogue = await town.services.catalogue()
    period = Period(
        code=f"y{year}", programme=programme, name=str(year), first=date(year, 1, 1), last=date(year, 12, 31), order=1
    )
    return await gather(town.services.pool, catalogue, programme, (period,), NOW)


async def test_published_periods_bring_published_figures_and_no_counts(town: Town) -> None:
    data = await gathered(town, "exit-pakke", "2008", "2012")
    assert [row.total.contacts for row in (*data.table.rows, data.table.total)] == [70, 355, 425]
    assert data.sources == ("Statusnotat 24-04-2013, tabel 1",)
    assert (data.ticks, data.cards, data.measures, data.counted) == (None, (), (), ())
    assert data.others == ("Exit Prostitution",)


async def test_counted_periods_bring_ticks_cards_and_measures(town: Town) -> None:
    data = await gathered(town, "exit-pakke", "2011", "2014")
    assert [period.name for period in data.earlier] == ["2008-2009", "2009-2010"]
    assert [period.name for period in data.counted] == ["2013", "2014"]
    assert data.ticks is not None
    assert (data.ticks.contacts, data.ticks.first_contacts, data.ticks.cards_shown) == (5, 5, 1)
    assert data.ticks.ways_in == ((WayIn.KC, 3), (WayIn.OUTREACH, 2))
    assert dict(data.ticks.topics) == {Topic.HEALTH: 2, Topic.DEBT: 1, Topic.HOUSING: 1}
    assert data.ticks.help_begun == ((HelpBegun.REFERRAL_KC, 1),)
    assert data.cards == (CardsByDistributor(CardDistributor.KC, 1_400),)
    assert data.measures == (MeasureCount("Gældsrådgivning", 1, 1, 1, 0, 0),)
    assert data.courses == ()


async def test_measures_count_in_the_period_in_which_each_step_was_taken(town: Town) -> None:
    assert (await gathered(town, "exit-pakke", "2013", "2013")).measures == ()
    (measure,) = (await gathered(town, "exit-prostitution", "2014", "2014")).measures
    assert measure == MeasureCount("Henvisning til Kompetencecenter Prostitution", 1, 1, 0, 0, 0)


async def test_the_mediator_is_one_of_the_bridge_builders(town: Town) -> None:
    data = await gathered(town, "exit-pakke", "2008", "2012")
    assert data.placements == (Placement("Socialcenter København", 2), Placement("Jobcenter", 1))
    assert data.communities == (Community.THAI,)


async def test_courses_are_reported_by_target_group(town: Town) -> None:
    wants_out, better_life = (await gathered(town, "exit-prostitution", "2014", "2014")).courses
    assert (wants_out.group, wants_out.open, wants_out.paused) == (TargetGroup.WANTS_OUT, 1, 0)
    assert wants_out.phases == ((PhaseName.TRY_OUT, 1),)
    assert (better_life.group, better_life.open, better_life.paused) == (TargetGroup.BETTER_LIFE, 0, 1)
    assert better_life.phases == ((PhaseName.TRANSITION, 1),)


async def test_no_figure_of_another_programme_comes_in(town: Town) -> None:
    data = await gathered(town, "exit-prostitution", "2013", "2014")
    assert data.table.total.total.contacts == 2
    assert data.sources == ()
    assert data.cards == ()
    assert data.others == ("Exit-pakken",)
    observed = [seen for course in data.courses for seen in course.observations]
    ended = [reason for course in data.courses for reason in course.outcomes]
    assert (Observation.HOUSED, 1) not in observed
    assert (CloseReason.OWN_WISH, 1) not in ended


async def test_corrected_dates_and_observations_count_as_corrected_and_withdrawn_ones_not_at_all(town: Town) -> None:
    trajectory, measures = uuid4(), (uuid4(), uuid4())
    contact = a_form(HandledBy.CTI_WORKER, "exit-prostitution")
    opening: dict[str, Any] = {"programme": "exit-prostitution", "centre": "hjemloeseenheden", "contact": contact}
    await town.tell(OpenTrajectory, "2012-12-01", trajectory=trajectory, **opening)
    proposed = [
        await town.tell(ProposeMeasure, "2013-01-02", trajectory=trajectory, measure=measure, kind="treatment")
        for measure in measures
    ]
    moved, wrong = (answer.events[0] for answer in proposed)
    await town.tell(CorrectDate, "2013-01-03", stream=trajectory, event=moved, happened=on("2012-12-30"))
    await town.tell(WithdrawFact, "2013-01-03", stream=trajectory, event=wrong, reason=WithdrawReason.VOIDED)
    observed = await town.tell(
        RecordObservation, "2013-01-02", trajectory=trajectory, observation=Observation.WENT_BACK
    )
    corrected: dict[str, Any] = {"event": observed.events[0], "field": "observation", "value": "left"}
    await town.tell(CorrectField, "2013-01-04", stream=trajectory, **corrected)
    await town.projector.catch_up()
    assert (await gathered_in(town, "exit-prostitution", 2012)).measures == (
        MeasureCount("Behandling", 1, 0, 0, 0, 0),
    )
    data = await gathered_in(town, "exit-prostitution", 2013)
    assert data.measures == ()
    assert data.courses[-1].group is None
    assert data.courses[-1].observations == ((Observation.LEFT, 1),)
