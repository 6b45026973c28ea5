"""Who may define reference data, what must be defined first, and what contradicts what is in force."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from adapters.memory.log import InMemoryEventLog
from domain import refusals
from domain.base import SYSTEM, Occurred, stream_of
from domain.commands.reference import Define
from domain.contact_codes import Community, HandledBy
from domain.handler import Accepted, CommandHandler
from domain.reference.catalogue import SHELVES, Catalogue
from domain.reference.definitions import (
    Administration,
    Centre,
    Definition,
    MeasureKind,
    Period,
    Plan,
    PlanPhase,
    Programme,
    Provider,
    PublishedTotal,
    Staff,
)
from domain.refusal import Refusal
from domain.rules import reference
from domain.rules.reference import stream_for
from domain.span import Span
from domain.trajectory_codes import PhaseName, Role

NOW = datetime(2025, 6, 2, 9, tzinfo=UTC)

SOF = Administration(code="sof", da="Socialforvaltningen", en="Social Services")
CENTRE = Centre(code="socialcenter", da="Socialcenter", en="Social centre", administration="sof")
LEADER = Staff(code="LE01", roles=(Role.LEADER,), centre="socialcenter")
PARTNER = Staff(code="KC01", roles=(Role.PARTNER,), centre="socialcenter", provider="kc")
BRIDGE_BUILDER = Staff(code="BB01", roles=(Role.BRIDGE_BUILDER,), centre="socialcenter")
STAFFED = (SOF, CENTRE, LEADER, BRIDGE_BUILDER)
PLAN = Plan(
    code="cti-9m",
    version=1,
    da="CTI, 9 måneder",
    en="CTI, 9 months",
    phases=(PlanPhase(name=PhaseName.TRANSITION, length=Span(months=3), rhythm=Span(days=7), expected=()),),
)
EXIT_PAKKE = Programme(code="exit-pakke", da="Exit-pakken", en="Exit package")
OTHER_PROGRAMME = Programme(code="exit-prostitution", da="Exit Prostitution", en="Exit Prostitution")
KC = Provider(code="kc", da="Kompetencecenter Prostitution", en="Kompetencecenter Prostitution")
REFERRAL = MeasureKind(code="referral-kc", da="Henvisning til KC", en="Referral to KC", providers=("kc",))
YEAR = Period(
    code="y2012", programme="exit-pakke", name="2012", first=date(2012, 1, 1), last=date(2012, 12, 31), order=4
)
TOTAL = PublishedTotal(
    code="y2012-thai",
    programme="exit-pakke",
    period="y2012",
    handled_by=HandledBy.CULTURAL_MEDIATOR,
    community=Community.THAI,
    contacts=125,
    source="Statusnotat 24-04-2013",
)
ONE_OF_EACH: tuple[Definition, ...] = (SOF, KC, PLAN, EXIT_PAKKE, REFERRAL, CENTRE, LEADER, YEAR, TOTAL)


async def define(handler: CommandHandler, definition: Definition, *, actor: str = SYSTEM) -> Accepted | Refusal:
    command = Define(
        command_id=uuid4(), actor=actor, municipality="101", occurred=Occurred(on=NOW.date()), definition=definition
    )
    return await handler.handle(command, NOW)


async def given(*definitions: Definition) -> CommandHandler:
    """A municipality in which these definitions are in force."""
    handler = CommandHandler(InMemoryEventLog())
    for definition in definitions:
        answer = await define(handler, definition)
        assert isinstance(answer, Accepted)
        assert answer.events
    return handler


def in_force(catalogue: Catalogue, definition: Definition) -> Definition | None:
    shelves = (getattr(catalogue, shelf) for shelf in SHELVES.values())
    found = (shelf.get(definition.code) for shelf in shelves)
    return next((item for item in found if type(item) is type(definition)), None)


@pytest.mark.parametrize("definition", ONE_OF_EACH, ids=lambda item: type(item).__name__)
async def test_a_definition_of_each_kind_stands_in_the_catalogue(definition: Definition) -> None:
    handler = await given(*ONE_OF_EACH)
    assert in_force(await handler.catalogue(), definition) == definition


@pytest.mark.parametrize("definition", ONE_OF_EACH, ids=lambda item: type(item).__name__)
async def test_the_definition_in_force_defined_again_appends_nothing(definition: Definition) -> None:
    handler = await given(*ONE_OF_EACH)
    before = await handler.catalogue()
    answer = await define(handler, definition)
    assert isinstance(answer, Accepted)
    assert answer.events == ()
    assert await handler.catalogue() == before


async def test_a_changed_definition_takes_the_place_of_the_former_on_the_same_stream() -> None:
    handler = await given(EXIT_PAKKE)
    changed = EXIT_PAKKE.model_copy(update={"caseload_cap": 12})
    await define(handler, changed)
    catalogue = await handler.catalogue()
    assert catalogue.programmes == {"exit-pakke": changed}
    assert catalogue.versions == {stream_of("programme", "exit-pakke"): 2}


async def test_a_former_definition_may_return() -> None:
    handler = await given(EXIT_PAKKE, EXIT_PAKKE.model_copy(update={"caseload_cap": 12}), EXIT_PAKKE)
    assert (await handler.catalogue()).programmes == {"exit-pakke": EXIT_PAKKE}


def test_a_code_of_two_kinds_names_two_streams() -> None:
    provider = KC.model_copy(update={"code": "sof"})
    assert stream_for(provider) != stream_for(SOF)


def test_the_streams_of_definitions_are_the_same_on_every_installation() -> None:
    assert stream_for(EXIT_PAKKE) == UUID("2f1c29ce-b84b-5b82-9a15-3eaacc69ad63")


async def test_a_leader_may_define() -> None:
    handler = await given(*STAFFED)
    assert isinstance(await define(handler, EXIT_PAKKE, actor="LE01"), Accepted)


async def test_a_worker_who_leads_nobody_may_not_define() -> None:
    handler = await given(*STAFFED)
    assert await define(handler, EXIT_PAKKE, actor="BB01") == refusals.NOT_A_LEADER


async def test_a_worker_may_not_even_repeat_what_is_in_force() -> None:
    handler = await given(*STAFFED)
    assert await define(handler, SOF, actor="BB01") == refusals.NOT_A_LEADER


async def test_a_leader_who_left_may_not_define() -> None:
    handler = await given(*STAFFED, LEADER.model_copy(update={"active": False}))
    assert await define(handler, EXIT_PAKKE, actor="LE01") == refusals.UNKNOWN_ACTOR


@pytest.mark.parametrize(
    ("defined", "definition", "refusal"),
    [
        ((), EXIT_PAKKE.model_copy(update={"plans": ("cti-9m",)}), reference.UNDEFINED_PLAN),
        ((PLAN,), EXIT_PAKKE.model_copy(update={"plans": ("cti-9m", "cti-6m")}), reference.UNDEFINED_PLAN),
        ((), REFERRAL, reference.UNDEFINED_PROVIDER),
        ((KC,), CENTRE.model_copy(update={"administration": "kc"}), reference.UNDEFINED_ADMINISTRATION),
        ((SOF,), LEADER, reference.UNDEFINED_CENTRE),
        (STAFFED, BRIDGE_BUILDER.model_copy(update={"deputy": "BB02"}), reference.UNDEFINED_DEPUTY),
        (STAFFED, BRIDGE_BUILDER.model_copy(update={"deputy": "BB01"}), reference.UNDEFINED_DEPUTY),
        (STAFFED, PARTNER, reference.UNDEFINED_EMPLOYER),
        ((*STAFFED, KC), PARTNER.model_copy(update={"provider": None}), reference.UNDEFINED_EMPLOYER),
        ((*STAFFED, KC), BRIDGE_BUILDER.model_copy(update={"provider": "kc"}), reference.UNDEFINED_EMPLOYER),
        ((), YEAR, reference.UNDEFINED_PROGRAMME),
        ((), TOTAL, reference.UNDEFINED_PROGRAMME),
        ((EXIT_PAKKE,), TOTAL, reference.UNDEFINED_PERIOD),
    ],
)
async def test_what_names_something_unknown_is_refused_and_says_what_to_define_first(
    defined: tuple[Definition, ...], definition: Definition, refusal: Refusal
) -> None:
    handler = await given(*defined)
    before = await handler.catalogue()
    assert await define(handler, definition) == refusal
    assert await handler.catalogue() == before


async def test_a_partner_belongs_to_a_provider() -> None:
    handler = await given(*STAFFED, KC)
    assert isinstance(await define(handler, PARTNER), Accepted)


async def test_an_administrator_may_define() -> None:
    administrator = Staff(code="AD01", roles=(Role.ADMINISTRATOR,), centre=CENTRE.code)
    handler = await given(*STAFFED, administrator)
    assert isinstance(await define(handler, EXIT_PAKKE, actor="AD01"), Accepted)


@pytest.mark.parametrize(
    "other", [{"roles": (Role.LEADER, Role.BRIDGE_BUILDER)}, {"roles": (Role.AUDITOR,)}, {"centre": "jobcenter"}]
)
async def test_nobody_gives_themselves_rights(other: dict[str, object]) -> None:
    job_centre = Centre(code="jobcenter", da="Jobcenter", en="Job centre", administration="sof")
    handler = await given(*STAFFED, job_centre)
    assert await define(handler, LEADER.model_copy(update=other), actor="LE01") == reference.RIGHTS_FOR_ONESELF
    assert isinstance(await define(handler, LEADER.model_copy(update={"full_time": 50}), actor="LE01"), Accepted)


@pytest.mark.parametrize("alone", [Role.ADMINISTRATOR, Role.AUDITOR, Role.EVALUATOR])
@pytest.mark.parametrize("other", [Role.LEADER, Role.CTI_WORKER, Role.CONSULTANT])
async def test_who_controls_or_studies_has_no_other_role(alone: Role, other: Role) -> None:
    handler = await given(*STAFFED)
    both = Staff(code="XX01", roles=(alone, other), centre=CENTRE.code)
    assert await define(handler, both) == reference.ROLES_APART


async def test_a_figure_in_a_period_of_another_programme_is_refused() -> None:
    handler = await given(EXIT_PAKKE, OTHER_PROGRAMME, YEAR)
    total = TOTAL.model_copy(update={"programme": "exit-prostitution"})
    assert await define(handler, total) == reference.UNDEFINED_PERIOD


async def test_a_deputy_who_exists_is_accepted() -> None:
    handler = await given(*STAFFED, BRIDGE_BUILDER.model_copy(update={"deputy": "LE01"}))
    assert (await handler.catalogue()).staff["BB01"].deputy == "LE01"


@pytest.mark.parametrize("version", [1, 2])
async def test_a_changed_plan_without_a_higher_version_is_refused(version: int) -> None:
    handler = await given(PLAN.model_copy(update={"version": 2}))
    changed = PLAN.model_copy(update={"version": version, "network_meetings": 3})
    assert await define(handler, changed) == reference.NEEDS_A_HIGHER_VERSION


async def test_a_former_version_of_a_plan_does_not_return_under_its_old_number() -> None:
    handler = await given(PLAN, PLAN.model_copy(update={"version": 2, "network_meetings": 3}))
    assert await define(handler, PLAN) == reference.NEEDS_A_HIGHER_VERSION


async def test_a_changed_plan_with_a_higher_version_is_in_force() -> None:
    changed = PLAN.model_copy(update={"version": 5, "network_meetings": 3})
    handler = await given(PLAN, changed)
    assert (await handler.catalogue()).plans == {"cti-9m": changed}


async def test_two_leaders_who_change_a_plan_at_once_do_not_make_two_plans_of_one_version() -> None:
    handler = await given(PLAN)
    behind = await handler.catalogue()
    await define(handler, PLAN.model_copy(update={"version": 2, "network_meetings": 3}))
    other = PLAN.model_copy(update={"version": 2, "network_meetings": 4})
    stream = stream_for(other)
    command = Define(
        command_id=uuid4(), actor=SYSTEM, municipality="101", occurred=Occurred(on=NOW.date()), definition=other
    )
    states = {stream: await handler.trajectory(stream)}
    assert reference.define(states, command, NOW, behind) == reference.NEEDS_A_HIGHER_VERSION


@pytest.mark.parametrize("handled_by", [HandledBy.BRIDGE_BUILDER, HandledBy.CTI_WORKER])
async def test_a_community_belongs_to_a_cultural_mediators_figure_only(handled_by: HandledBy) -> None:
    handler = await given(EXIT_PAKKE, YEAR)
    total = TOTAL.model_copy(update={"handled_by": handled_by})
    assert await define(handler, total) == reference.COMMUNITY_WITHOUT_MEDIATOR


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2012, 12, 31), date(2013, 12, 30)),
        (date(2011, 1, 1), date(2012, 1, 1)),
        (date(2012, 5, 1), date(2012, 5, 31)),
        (date(2011, 1, 1), date(2013, 12, 31)),
    ],
)
async def test_two_periods_of_a_programme_that_share_a_day_are_refused(first: date, last: date) -> None:
    handler = await given(EXIT_PAKKE, YEAR)
    period = YEAR.model_copy(update={"code": "other", "first": first, "last": last})
    assert await define(handler, period) == reference.PERIODS_OVERLAP


@pytest.mark.parametrize(
    "changes",
    [
        {"first": date(2013, 1, 1), "last": date(2013, 12, 31)},
        {"first": date(2011, 1, 1), "last": date(2011, 12, 31)},
        {"last": None},
        {"first": None},
        {"first": None, "last": None},
        {"programme": "exit-prostitution"},
    ],
)
async def test_periods_that_share_no_known_day_of_one_programme_are_accepted(changes: dict[str, object]) -> None:
    period = YEAR.model_copy(update={"code": "other", **changes})
    handler = await given(EXIT_PAKKE, OTHER_PROGRAMME, YEAR, period)
    assert (await handler.catalogue()).periods["other"] == period


async def test_a_period_may_change_its_own_days() -> None:
    handler = await given(EXIT_PAKKE, YEAR, YEAR.model_copy(update={"first": date(2012, 2, 1)}))
    assert (await handler.catalogue()).periods["y2012"].first == date(2012, 2, 1)


async def test_a_period_does_not_move_to_another_programme() -> None:
    handler = await given(EXIT_PAKKE, OTHER_PROGRAMME, YEAR)
    moved = YEAR.model_copy(update={"programme": "exit-prostitution"})
    assert await define(handler, moved) == reference.PERIOD_OF_ANOTHER_PROGRAMME


def test_each_refusal_has_a_code_of_its_own_and_a_text_in_both_languages() -> None:
    own = [value for value in vars(reference).values() if isinstance(value, Refusal)]
    assert len({refusal.code for refusal in own}) == len(own)
    assert all(refusal.da and refusal.en and refusal.da != refusal.en for refusal in own)
