"""How long the vault of a trajectory is kept, and what is to be erased when. Source: domain section 5.

A programme's retention counts from the closing; notes of somebody who was anonymous all along are kept six months
after the last contact; an identity goes once its person is anonymous again. A legal hold stops all of it. What time
erases is warned of a month ahead. An identity that was written by a lifting that never came about goes after a day.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from domain.agenda_item import Act, ItemKind
from domain.base import Occurred
from domain.calendar import civil_date, start_of_day
from domain.erasure_ids import told_by
from domain.events.clock import ReminderGiven
from domain.events.identity import AnonymityLifted, AnonymityRestored
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.rules.deletion import deletion_comes, is_time_stopped
from domain.span import Due, Span, due_after, instant_of
from domain.timers import timers_of
from domain.timing import times_of
from domain.trajectory.evolve import facts_that_hold, latest
from domain.trajectory.state import Trajectory
from domain.vault import Ages
from domain.vault_codes import ErasureBasis, ErasureScope

ANONYMOUS_NOTES_KEPT = Span(months=6)
WARNED_AHEAD = timedelta(days=30)
LEFT_BEHIND = timedelta(days=1)
"""So long a lifting that was interrupted can be sent again; what it wrote of an identity is then erased."""

UNKNOWN_AGES = Ages()


class Retained(NamedTuple):
    """What of a trajectory's vault is kept until a day, and why no longer. `fact` is what ended it, where one did.

    `earlier` is how many erasings there were before, so that none is taken for one of them.
    """

    basis: ErasureBasis
    scope: ErasureScope
    due: Due
    fact: UUID | None = None
    earlier: int = 0

    def erasure(self, trajectory: UUID) -> UUID:
        """Return the id of the erasing, the same however often it is begun."""
        named = f"erasing:{self.basis}:{self.fact or self.due.on}:{self.earlier}"
        return told_by(self.basis, uuid5(trajectory, named))

    def is_warned_of(self, now: datetime) -> bool:
        """Tell whether it is a month or less until the erasing, or high time."""
        return start_of_day(self.due.on) - WARNED_AHEAD <= now


def retained(trajectory: Trajectory, catalogue: Catalogue, ages: Ages = UNKNOWN_AGES) -> tuple[Retained, ...]:
    """Return until when what the vault may hold of a trajectory is kept, the soonest first; nothing under a hold.

    `ages` are those of what it holds; without them the notes' own days do not count, nor an identity left behind.
    """
    return tuple(sorted(_retained(trajectory, catalogue, ages), key=lambda one: one.due.at))


def _retained(trajectory: Trajectory, catalogue: Catalogue, ages: Ages) -> Iterator[Retained]:
    ends, notes = retention_ends(trajectory, catalogue), anonymous_notes_end(trajectory, ages.newest_note)
    if ends is not None:
        yield Retained(ErasureBasis.RETENTION, ErasureScope.ALL, ends)
    if notes is not None:
        yield Retained(ErasureBasis.ANONYMOUS_NOTES, ErasureScope.NOTES, notes)
    if not trajectory.hold:
        yield from _de_identified(trajectory, ages.identity)


def _de_identified(trajectory: Trajectory, written: datetime | None) -> Iterator[Retained]:
    """What was written after the person was anonymous again is of a lifting that did not come about, or not yet."""
    restored, earlier = _restored(trajectory), len(trajectory.erasures)
    if restored is not None and (written is None or written <= restored.recorded):
        due = Due(restored.occurred.on, instant_of(restored.occurred))
        yield Retained(ErasureBasis.DE_IDENTIFIED, ErasureScope.IDENTITY, due, restored.id, earlier)
    elif written is not None and not trajectory.liftings and not is_time_stopped(trajectory):
        at = written + LEFT_BEHIND
        due = Due(civil_date(at), at)
        yield Retained(ErasureBasis.DE_IDENTIFIED, ErasureScope.IDENTITY, due, earlier=earlier)


def _restored(trajectory: Trajectory) -> Fact | None:
    """Return what made the person anonymous again; None for one who is known, or never was.

    What it asks for is done at once; where a crash or a hold kept it from being done, it still is to be.
    """
    kinds = AnonymityLifted | AnonymityRestored
    told = [fact for fact in facts_that_hold(trajectory.facts) if isinstance(fact.event, kinds)]
    return told[-1] if told and isinstance(told[-1].event, AnonymityRestored) else None


def retention_ends(trajectory: Trajectory, catalogue: Catalogue) -> Due | None:
    """Return when a closed trajectory's retention has passed; None for one that is open, held or erased already."""
    return next((deletion.due for deletion in deletion_comes(trajectory, catalogue)), None)


def anonymous_notes_end(trajectory: Trajectory, newest_note: date | None = None) -> Due | None:
    """Return when notes of a person who never was known by name are erased; None where somebody was, or under a hold.

    A note is about a contact: the newest one's day counts as one. What is written after an erasing is kept as long
    again.
    """
    if trajectory.opened is None or is_time_stopped(trajectory) or trajectory.deleted or was_lifted(trajectory):
        return None
    last = _last_of_notes(trajectory, trajectory.opened)
    return due_after(last if newest_note is None else latest(last, Occurred(on=newest_note)), ANONYMOUS_NOTES_KEPT)


def was_lifted(trajectory: Trajectory) -> bool:
    """Tell whether the person was ever known by name in the trajectory."""
    return any(isinstance(fact.event, AnonymityLifted) for fact in facts_that_hold(trajectory.facts))


def _last_of_notes(trajectory: Trajectory, opened: Occurred) -> Occurred:
    last = latest(trajectory.last_contact, opened)
    for erasing in trajectory.erasures:
        if erasing.scope in (ErasureScope.NOTES, ErasureScope.ALL):
            last = latest(last, erasing.occurred)
    return last


def erasures_due(
    trajectory: Trajectory, now: datetime, catalogue: Catalogue, ages: Ages = UNKNOWN_AGES
) -> tuple[Retained, ...]:
    """Return what is to be erased at an instant, the soonest due first.

    A whole trajectory is not erased before the clock's warning of it has stood as long as it was to stand.
    """
    return tuple(
        one
        for one in retained(trajectory, catalogue, ages)
        if one.due.has_passed(now)
        and (one.basis is not ErasureBasis.RETENTION or _was_warned_in_time(trajectory, now, catalogue))
    )


def erasures_warned(
    trajectory: Trajectory, now: datetime, catalogue: Catalogue, ages: Ages = UNKNOWN_AGES
) -> tuple[Retained, ...]:
    """Return what is to be erased within a month, or now, the soonest first."""
    return tuple(one for one in retained(trajectory, catalogue, ages) if one.is_warned_of(now))


def erasures_ahead(trajectory: Trajectory, now: datetime, catalogue: Catalogue) -> tuple[Retained, ...]:
    """Return what pages and papers warn of, who do not look into the vault: what may be erased within a month."""
    return tuple(one for one in erasures_warned(trajectory, now, catalogue) if not one.due.has_passed(now))


def _was_warned_in_time(trajectory: Trajectory, now: datetime, catalogue: Catalogue) -> bool:
    """A warning counts from when it was recorded: a clock that was away for years warns late, and erases later."""
    given = {fact.event.item: fact.recorded for fact in trajectory.facts if isinstance(fact.event, ReminderGiven)}
    for deletion in deletion_comes(trajectory, catalogue):
        for item in timers_of(deletion, times_of(ItemKind.DELETION, catalogue.timings)):
            if item.act is Act.REMIND and not _stood(given.get(item), deletion.due.at - item.at, now):
                return False
    return True


def _stood(warned: datetime | None, ahead: timedelta, now: datetime) -> bool:
    return warned is not None and warned + ahead <= now
