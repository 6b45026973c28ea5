"""Who may say when a worker is sent mail."""

from domain.commands.reference import Define
from domain.events.reference import NoticePreferenceDefined
from domain.reference.definitions import NoticePreference
from tests.domain.given import given
from tests.domain.samples import command

OWN = NoticePreference(code="CTI1", digest="09:00")


def test_a_worker_says_it_for_one_self_and_a_leader_for_anybody() -> None:
    for actor in ("CTI1", "LED1", "SYS0"):
        said = command(Define, "2026-03-02", actor=actor, definition=OWN)
        given().when(said).then(NoticePreferenceDefined(definition=OWN))


def test_nobody_else_says_it_and_nobody_says_it_of_somebody_unknown() -> None:
    given().when(command(Define, "2026-03-02", actor="CTI2", definition=OWN)).refuses("not-a-leader")
    unknown = NoticePreference(code="XX99")
    given().when(command(Define, "2026-03-02", actor="LED1", definition=unknown)).refuses("unknown-staff")
