"""The data shipped with Exitspor says what the seeds say."""

from datetime import UTC, date, datetime

import pytest

from adapters.memory.log import InMemoryEventLog
from adapters.reference.load import define_all, shipped
from adapters.reference.parse import TABLES
from domain.base import SYSTEM
from domain.contact_codes import Community, HandledBy, HelpBegun
from domain.handler import CommandHandler
from domain.reference.catalogue import SHELVES, Catalogue
from domain.reference.definitions import PlanPhase
from domain.span import Span
from domain.trajectory_codes import Expectation, FocusArea, PhaseName, TargetGroup

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
PERIODS = ("p1", "p2", "y2011", "y2012")
TABLE_1 = {
    (HandledBy.BRIDGE_BUILDER, None): (15, 21, 7, 27),
    (HandledBy.CULTURAL_MEDIATOR, Community.THAI): (16, 118, 96, 125),
}
"""Enquiries by who handled them and by period. Source: seeds 002 and 004."""


@pytest.fixture
async def catalogue() -> Catalogue:
    """The catalogue of a new installation, with nothing but the shipped data."""
    handler = CommandHandler(InMemoryEventLog())
    report = await define_all(handler, shipped(), actor=SYSTEM, municipality="101", now=NOW)
    assert report.refused == ()
    assert len(report.defined) == len(shipped())
    return await handler.catalogue()


def test_every_shelf_of_the_catalogue_has_a_table() -> None:
    assert set(TABLES) == set(SHELVES.values())


def test_published_figures_are_those_of_table_1(catalogue: Catalogue) -> None:
    published = {
        (total.handled_by, total.community, total.period): total.contacts for total in catalogue.totals.values()
    }
    assert published == {
        (*row, period): figure
        for row, figures in TABLE_1.items()
        for period, figure in zip(PERIODS, figures, strict=True)
    }


def test_published_figures_add_up_to_the_published_sums(catalogue: Catalogue) -> None:
    totals = catalogue.totals.values()
    by_period = [sum(total.contacts for total in totals if total.period == period) for period in PERIODS]
    by_row = [sum(total.contacts for total in totals if total.handled_by == handled_by) for handled_by, _ in TABLE_1]
    assert by_period == [31, 139, 103, 152]
    assert by_row == [70, 355]
    assert sum(by_row) == 425


def test_published_figures_belong_to_the_exit_package_and_name_their_source(catalogue: Catalogue) -> None:
    assert {total.programme for total in catalogue.totals.values()} == {"exit-pakke"}
    assert all("24-04-2013" in total.source for total in catalogue.totals.values())


def test_bounds_that_no_seed_gives_are_unknown(catalogue: Catalogue) -> None:
    unknown = {code for code, period in catalogue.periods.items() if period.first is None and period.last is None}
    assert unknown == {"p1", "p2", "y2011"}
    assert catalogue.programmes["exit-pakke"].begun is None


@pytest.mark.parametrize("year", range(2012, 2027))
def test_from_2012_a_period_is_a_calendar_year(catalogue: Catalogue, year: int) -> None:
    period = catalogue.periods[f"y{year}"]
    assert (period.first, period.last) == (date(year, 1, 1), date(year, 12, 31))
    assert period.name == str(year)


def test_periods_come_in_the_order_of_the_table(catalogue: Catalogue) -> None:
    of_the_package = [period for period in catalogue.periods.values() if period.programme == "exit-pakke"]
    periods = sorted(of_the_package, key=lambda period: period.order)
    assert [period.name for period in periods][:5] == ["2008-2009", "2009-2010", "2011", "2012", "2013"]
    assert len({period.order for period in periods}) == len(periods)


def test_the_changed_period_of_2011_has_its_footnote(catalogue: Catalogue) -> None:
    noted = {code: period.footnote_da for code, period in catalogue.periods.items() if period.footnote_da}
    assert noted == {"y2011": "Ændret opgørelsesperiode, der følger kalenderåret."}
    assert catalogue.periods["y2011"].footnote_en


def test_the_two_programmes_share_no_plan(catalogue: Catalogue) -> None:
    exit_pakke, exit_prostitution = catalogue.programmes["exit-pakke"], catalogue.programmes["exit-prostitution"]
    assert len(catalogue.programmes) == 2
    assert exit_pakke.adopted == date(2008, 4, 30)
    assert exit_pakke.plans == ()
    assert exit_prostitution.plans == ("cti-9m", "cti-6m", "cti-12m")
    assert exit_prostitution.target_groups == tuple(TargetGroup)


@pytest.mark.parametrize(("plan", "months"), [("cti-9m", 3), ("cti-6m", 2), ("cti-12m", 4)])
def test_a_plan_has_three_equal_phases_with_less_and_less_contact(
    catalogue: Catalogue, plan: str, months: int
) -> None:
    phases = catalogue.plans[plan].phases
    assert [phase.name for phase in phases] == [PhaseName.TRANSITION, PhaseName.TRY_OUT, PhaseName.TRANSFER_OF_CARE]
    assert {phase.length for phase in phases} == {Span(months=months)}
    assert [phase.rhythm for phase in phases] == [Span(days=7), Span(days=14), Span(months=1)]


def test_each_phase_expects_what_the_manual_says(catalogue: Catalogue) -> None:
    plan = catalogue.plans["cti-9m"]
    assert [set(phase.expected) for phase in plan.phases] == [
        {Expectation.ACTIVITY_PLAN, Expectation.COMMUNITY_MEETINGS, Expectation.NETWORK_MEETINGS},
        {Expectation.PLAN_REVIEWED, Expectation.ACTIVITY_PLAN},
        {Expectation.TRANSFER_MEETING, Expectation.LAST_MEETING, Expectation.LONG_TERM_PLAN},
    ]
    assert plan.pre_cti_expected == (Expectation.AGREEMENT, Expectation.INTAKE)
    assert plan.pre_cti_reminder == Span(days=28)
    assert (plan.community_meetings, plan.network_meetings) == (4, 2)
    assert plan.reminders == (Span(days=14), Span(days=7))
    assert plan.escalate_after == Span(working_days=5)
    assert plan.focus_areas == tuple(FocusArea)


def test_every_phase_is_one_that_people_can_be_shown(catalogue: Catalogue) -> None:
    phases: list[PlanPhase] = [phase for plan in catalogue.plans.values() for phase in plan.phases]
    assert all(phase.expected for phase in phases)
    assert all(phase.name.da and phase.name.en for phase in phases)


def test_every_help_ticked_on_the_form_is_a_kind_of_measure(catalogue: Catalogue) -> None:
    assert set(catalogue.measure_kinds) == {help_begun.value for help_begun in HelpBegun}
    assert len(catalogue.measure_kinds) == 14


def test_what_can_be_given_to_the_anonymous_needs_no_identity(catalogue: Catalogue) -> None:
    anonymous = {code for code, kind in catalogue.measure_kinds.items() if not kind.needs_identity}
    assert anonymous == {
        "referral-kc", "anonymous-counselling", "debt-counselling", "treatment", "psychologist-kc", "accompaniment",
    }  # fmt: skip


def test_only_the_housing_list_is_checked_each_year(catalogue: Catalogue) -> None:
    assert [code for code, kind in catalogue.measure_kinds.items() if kind.yearly_check] == ["housing-list"]


def test_every_answer_is_due_in_working_days(catalogue: Catalogue) -> None:
    assert all(kind.answer.working_days > 0 for kind in catalogue.measure_kinds.values())


def test_centres_belong_to_the_two_administrations(catalogue: Catalogue) -> None:
    assert {code: centre.administration for code, centre in catalogue.centres.items()} == {
        "socialcenter": "sof",
        "raadgivningscenter": "sof",
        "voksenenhed": "sof",
        "hjemloeseenheden": "sof",
        "jobcenter": "bif",
    }


def test_providers_are_those_of_the_seeds_and_a_municipal_unit(catalogue: Catalogue) -> None:
    municipal = {code for code, provider in catalogue.providers.items() if provider.municipal}
    assert municipal == {"kommunal-enhed"}
    assert set(catalogue.providers) - municipal == {
        "kc", "reden", "reden-stop-kvindehandel", "livarehab", "svanegrupperne", "tjek-punktet",
    }  # fmt: skip


def test_no_staff_is_shipped(catalogue: Catalogue) -> None:
    assert catalogue.staff == {}
