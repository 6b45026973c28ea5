"""One trajectory for each way in which one can be near to somebody, made by commands that the rules accept.

Somebody is CTI1 of the unit `hjemloeseenheden` (administration `sof`), whatever role they have; a partner is KC's.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import UUID, uuid5

from domain.access.codes import BreakGlassReason
from domain.access.who import Who
from domain.commands import Command
from domain.commands.course import AssignWorker, CloseTrajectory, OfferHandOver, OpenTrajectory
from domain.commands.help import ApplyForMeasure, ProposeMeasure
from domain.commands.identity import GiveConsent, LiftAnonymity, RestoreAnonymity
from domain.commands.vault import BreakGlass
from domain.help_codes import ConsentForm, IdentifiedBy, Information, Purpose
from domain.trajectory_codes import CloseReason, Role
from tests.domain.samples import a_form, command

OWN_CENTRE, OTHER_CENTRE, ELSEWHERE = "hjemloeseenheden", "socialcenter", "jobcenter"
DAY = "2026-03-02"
BROKEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
"""An hour and a half after the glass was broken."""


def somebody(*roles: Role) -> Who:
    """Return somebody with roles, who has just logged in anew."""
    provider = "kc" if Role.PARTNER in roles else None
    return Who("CTI1", "101", frozenset(roles), OWN_CENTRE, provider, stepped_up=NOW)


def id_of(name: str) -> UUID:
    return UUID(bytes=uuid5(UUID(int=5), name).bytes, version=4)


Made = Callable[[UUID], tuple[Command, ...]]


def _opened(trajectory: UUID, worker: str | None, centre: str) -> tuple[Command, ...]:
    fields = {"programme": "exit-prostitution", "centre": centre, "contact": a_form(), "trajectory": trajectory}
    opened = command(OpenTrajectory, DAY, **fields)
    if worker is None:
        return (opened,)
    return opened, command(AssignWorker, DAY, trajectory=trajectory, worker=worker, actor=worker)


def of(worker: str | None, centre: str, *further: Made) -> Made:
    """Return what makes a trajectory that somebody carries at a centre."""
    return lambda id: (*_opened(id, worker, centre), *(step for steps in further for step in steps(id)))


def lifted(administration: str) -> Made:
    return lambda id: (
        command(
            LiftAnonymity,
            DAY,
            trajectory=id,
            administration=administration,
            identified_by=IdentifiedBy.NAME,
            earlier_follow=False,
        ),
    )


def restricted(id: UUID) -> tuple[Command, ...]:
    """A measure rests on the identity as the person asks to be anonymous again."""
    measure = uuid5(id, "measure")
    return (
        command(ProposeMeasure, DAY, trajectory=id, measure=measure, kind="cash-benefit"),
        command(ApplyForMeasure, DAY, trajectory=id, measure=measure),
        command(RestoreAnonymity, DAY, trajectory=id),
    )


def shared(*kinds: Information) -> Made:
    return lambda id: (
        command(
            GiveConsent,
            DAY,
            trajectory=id,
            consent=uuid5(id, "consent"),
            information=frozenset(kinds),
            sender="sof",
            receiver="kc",
            purpose=Purpose.COORDINATED_HELP,
            form=ConsentForm.WRITTEN,
            consequences_told=True,
        ),
    )


def offered(id: UUID) -> tuple[Command, ...]:
    return (command(OfferHandOver, DAY, trajectory=id, actor="BB1", hand_over=uuid5(id, "hand-over"), to="CTI1"),)


def broken(id: UUID) -> tuple[Command, ...]:
    """The glass broken by CTI1, an hour and a half before now."""
    return (command(BreakGlass, DAY, trajectory=id, reason=BreakGlassReason.ACUTE_DANGER),)


def closed(id: UUID) -> tuple[Command, ...]:
    return (command(CloseTrajectory, DAY, trajectory=id, reason=CloseReason.OWN_WISH),)


BOTH_KINDS = (Information.CONTACT_DETAILS, Information.COURSE)

RECORDS: Mapping[str, Made] = MappingProxyType(
    {
        "own": of("CTI1", OWN_CENTRE),
        "colleague": of("CTI2", OWN_CENTRE),
        "queue": of(None, OWN_CENTRE),
        "offered": of("BB1", OTHER_CENTRE, offered),
        "other-centre": of("BB1", OTHER_CENTRE),
        "elsewhere": of("BB2", ELSEWHERE),
        "own-lifted": of("CTI1", OWN_CENTRE, lifted("sof")),
        "own-lifted-elsewhere": of("CTI1", OWN_CENTRE, lifted("bif")),
        "own-restricted": of("CTI1", OWN_CENTRE, lifted("sof"), restricted),
        "colleague-lifted": of("CTI2", OWN_CENTRE, lifted("sof")),
        "other-centre-lifted": of("BB1", OTHER_CENTRE, lifted("sof")),
        "shared": of("CTI2", OWN_CENTRE, lifted("sof"), shared(*BOTH_KINDS)),
        "course-shared": of("CTI2", OWN_CENTRE, shared(Information.COURSE)),
        "broken": of("BB2", ELSEWHERE, lifted("bif"), broken),
        "broken-anonymous": of("BB1", OTHER_CENTRE, broken),
        "closed": of("CTI1", OWN_CENTRE, lifted("sof"), shared(*BOTH_KINDS), closed),
    }
)
"""Beside these there is the id of another municipality's, of which nothing is known here."""

UNKNOWN = "other-municipality"
COLUMNS = (*RECORDS, UNKNOWN)
