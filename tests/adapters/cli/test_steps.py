"""The table of steps, and how what is typed becomes a command."""

from datetime import UTC, datetime
from typing import Any, get_type_hints
from uuid import UUID, uuid4

import pytest

from adapters.cli.caseload import LEAVE, MOVE
from adapters.cli.codes import GIVE, REVOKE
from adapters.cli.options import COMMON
from adapters.cli.step import Step
from adapters.cli.stepping import GROUPS
from adapters.cli.steps import STEPS
from adapters.cli.trouble import BadInputError
from domain.base import Frozen
from domain.commands import COMMAND_TYPES
from domain.commands.base import TrajectoryCommand
from domain.commands.clock import ActOnItem
from domain.commands.contacts import RegisterContact, RegisterVisit
from domain.commands.corrections import CorrectField
from domain.commands.course import OpenTrajectory, PlanAppointment
from domain.commands.help import RecordMeasurement
from domain.commands.recurring import DutyCommand, PreparePaper
from domain.commands.reference import Define
from domain.commands.vault import BreakGlass, DeliverArchive, EraseVault, MakeErasureFinal
from domain.contact_codes import Language, Topic
from tests.adapters.cli.samples import A_UUID, common, typed_for, typed_for_all

ALL = {step.path: step for step in (*STEPS, GIVE, REVOKE, MOVE, LEAVE)}
NOT_TYPED = {TrajectoryCommand, DutyCommand, ActOnItem, PreparePaper, Define}
"""The commands of the clock and the schedules, two bases, and what files define."""

WITH_THE_VAULT = {BreakGlass, DeliverArchive, EraseVault, MakeErasureFinal}
"""What is never done alone: something is done with the vault or its keys beside it, or somebody has logged in."""

CPR, NAME, SLUG = "010190-1234", "Karla Kanariefugl", "karla-0101901234"


def step_of(command: type[Frozen]) -> Step:
    (step,) = [step for step in ALL.values() if step.command is command]
    return step


def words_of(step: Step, typed: dict[str, Any]) -> str:
    """What is said of something typed that cannot be used."""
    with pytest.raises(BadInputError) as refused:
        step.build(typed, common(uuid4()))
    assert all(line.da and line.en for line in refused.value.words)
    return "\n".join(f"{line.da}\n{line.en}" for line in refused.value.words)


def test_every_command_that_a_person_issues_is_one_step() -> None:
    assert [step.command for step in ALL.values()].count(RegisterContact) == 1
    assert {step.command for step in ALL.values()} == set(COMMAND_TYPES.values()) - NOT_TYPED - WITH_THE_VAULT
    assert len(ALL) == len(COMMAND_TYPES) - len(NOT_TYPED) - len(WITH_THE_VAULT)


def test_every_step_stands_in_a_group_with_a_help_text() -> None:
    assert {path.rpartition(" ")[0] for path in ALL} <= set(GROUPS)
    assert all(step.da and step.en for step in ALL.values())


@pytest.mark.parametrize("step", ALL.values(), ids=ALL)
def test_every_field_of_a_command_can_be_typed(step: Step) -> None:
    typed = {entry.path[0] for entry in step.entries}
    assert set(step.command.model_fields) - COMMON - {step.makes, step.follows} <= typed
    names = [entry.spelled for entry in step.entries]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("step", ALL.values(), ids=ALL)
def test_what_can_be_typed_makes_the_command(step: Step) -> None:
    built = step.build(typed_for_all(step), common(uuid4()))
    assert type(built) is step.command
    assert built.occurred.on.isoformat() == "2026-01-31"


@pytest.mark.parametrize("step", ALL.values(), ids=ALL)
def test_a_step_typed_again_under_its_command_id_is_the_same_command(step: Step) -> None:
    sent, other = uuid4(), uuid4()
    first, again, different = (step.build(typed_for_all(step), common(id)) for id in (sent, sent, other))
    assert first == again
    assert first.content() == again.content() != different.content()
    if step.makes:
        assert getattr(first, step.makes) != getattr(different, step.makes)


@pytest.mark.parametrize("step", [step for step in ALL.values() if step.makes], ids=lambda step: step.path)
def test_a_new_thing_has_an_id_that_tells_nothing(step: Step) -> None:
    assert step.makes is not None
    assert get_type_hints(step.command)[step.makes] is UUID
    made: UUID = getattr(step.build(typed_for_all(step), common(uuid4())), step.makes)
    assert made.version == 4


TAKES_TEXT = [
    (step, entry)
    for step in ALL.values()
    for entry in step.entries
    if not entry.kind.flag and step.command is not CorrectField
]


@pytest.mark.parametrize(("step", "entry"), TAKES_TEXT, ids=lambda part: getattr(part, "path", ""))
def test_a_name_or_a_cpr_number_is_refused_by_every_entry_and_not_shown(step: Step, entry: Any) -> None:
    for canary in (CPR, NAME, SLUG, f"language={NAME}", f"{CPR}=1", f"housing={CPR}"):
        typed = {**typed_for_all(step), entry.name: [canary] if entry.kind.many else canary}
        words = words_of(step, typed)
        assert not [part for part in (CPR, NAME, "Karla", "karla", "0101901234") if part in words]


def test_everything_that_is_missing_is_named_at_once() -> None:
    words = words_of(step_of(RegisterContact), {})
    for option in ("--programme", "--centre", "--handled-by", "--way-in", "--form"):
        assert f"{option}: mangler" in words
        assert f"{option}: is missing" in words


def test_a_code_that_there_is_not_is_answered_with_those_there_are() -> None:
    step = step_of(RegisterContact)
    words = words_of(step, {**typed_for_all(step), "contact_way_in": "letter"})
    assert "--way-in: værdien kan ikke bruges. Angiv en af outreach, kc, reden" in words
    assert "letter" not in words


def test_a_community_belongs_to_a_cultural_mediator() -> None:
    step = step_of(RegisterContact)
    assert "--community" in words_of(step, {**typed_for_all(step), "contact_community": "thai"})


def test_a_trajectory_may_open_without_a_contact() -> None:
    step = step_of(OpenTrajectory)
    opened = step.build({"programme": "exit-prostitution", "centre": "hjemloeseenheden"}, common(uuid4()))
    assert isinstance(opened, OpenTrajectory)
    assert opened.contact is None


def test_the_contact_that_a_trajectory_opens_with_is_of_its_programme_and_centre() -> None:
    step = step_of(OpenTrajectory)
    contact = {"contact_handled_by": "cti-worker", "contact_way_in": "kc", "contact_form": "meeting"}
    opened = step.build({"programme": "exit-prostitution", "centre": "jobcenter", **contact}, common(uuid4()))
    assert isinstance(opened, OpenTrajectory)
    assert opened.contact is not None
    assert (opened.contact.programme, opened.contact.centre) == ("exit-prostitution", "jobcenter")


def test_a_contact_that_is_begun_must_be_whole() -> None:
    step = step_of(OpenTrajectory)
    begun = {"programme": "exit-prostitution", "centre": "jobcenter", "contact_form": "meeting"}
    assert "--way-in: mangler" in words_of(step, begun)


def test_a_time_of_day_is_copenhagens() -> None:
    step = step_of(PlanAppointment)
    planned = step.build({"trajectory": A_UUID, "planned": "2026-07-01T00:30"}, common(uuid4()))
    assert isinstance(planned, PlanAppointment)
    assert planned.planned.on.isoformat() == "2026-07-01"
    assert planned.planned.at == datetime(2026, 6, 30, 22, 30, tzinfo=UTC)


def test_a_question_of_a_measurement_can_be_declined() -> None:
    step = step_of(RecordMeasurement)
    recorded = step.build({**typed_for_all(step), "ratings": ["housing=3", "network=5"]}, common(uuid4()))
    assert isinstance(recorded, RecordMeasurement)
    assert recorded.who_5 == (5, 4, None, 2, 1)
    assert [(rating.area, rating.score) for rating in recorded.ratings] == [("housing", 3), ("network", 5)]


def test_an_area_is_rated_once() -> None:
    step = step_of(RecordMeasurement)
    assert "--rating" in words_of(step, {**typed_for_all(step), "ratings": ["housing=3", "housing=4"]})


VISIT = {
    "programme": "exit-pakke",
    "centre": "socialcenter",
    "handled_by": "cultural-mediator",
    "community": "thai",
    "way_in": "outreach",
    "form": "meeting",
}


def the_visit(**typed: object) -> RegisterVisit:
    built = step_of(RegisterVisit).build({**VISIT, **typed}, common(uuid4()))
    assert isinstance(built, RegisterVisit)
    return built


def test_a_visit_has_one_contact_unless_told_otherwise() -> None:
    (contact,) = the_visit().contacts
    assert (contact.programme, contact.community, contact.way_in) == ("exit-pakke", "thai", "outreach")


def test_a_visit_has_as_many_equal_contacts_as_one_says() -> None:
    assert len(the_visit(alike="10").contacts) == 10


def test_contacts_of_a_visit_may_differ_from_what_is_common() -> None:
    thai, english, alike = the_visit(
        contacts=["language=thai,topics=health+housing", "language=english,wish=out"], alike="1", language="other"
    ).contacts
    assert (thai.language, thai.topics) == (Language.THAI, frozenset({Topic.HEALTH, Topic.HOUSING}))
    assert (english.language, english.wish, english.community) == ("english", "out", "thai")
    assert alike.language == "other"


@pytest.mark.parametrize("number", ["0", "201", "-1", "1e3", "999999999999", CPR])
def test_a_visit_has_1_to_200_contacts(number: str) -> None:
    assert "--contacts: værdien kan ikke bruges" in words_of(step_of(RegisterVisit), {**VISIT, "alike": number})


def test_an_unknown_field_of_a_contact_is_refused_without_being_shown() -> None:
    words = words_of(step_of(RegisterVisit), {**VISIT, "contacts": [f"{NAME}=thai"]})
    assert "--contact" in words
    assert NAME not in words


def test_every_kind_of_entry_has_a_sample() -> None:
    assert all(typed_for(entry) is not None for step in ALL.values() for entry in step.entries)
