"""How near a worker is to a trajectory: what the rules of access are made of. Source: domain sections 4 and 5."""

from datetime import date

from domain.access.case import Record
from domain.rules.anonymity import is_lifted_towards
from domain.rules.responsibility import stands_in, who_answers
from domain.trajectory.state import HandOver


def is_of_own_centre(record: Record) -> bool:
    return record.trajectory.centre == record.who.centre


def is_of_own_administration(record: Record) -> bool:
    return record.catalogue.administration_of(record.trajectory.centre) == record.administration


def answers_for_it(record: Record) -> bool:
    """Carries it, or stands in for who does; a deputy of another administration does not see it."""
    carries = record.trajectory.worker == record.who.code
    stands_in_for_it = who_answers(record.trajectory, record.catalogue) == record.who.code
    return carries or (stands_in_for_it and is_of_own_administration(record))


def open_offer(record: Record) -> HandOver | None:
    """Return the hand-over that awaits an answer; none in a closed trajectory."""
    return record.trajectory.hand_over if record.trajectory.is_open else None


def is_offered_it(record: Record) -> bool:
    """Is who a hand-over is offered to, or stands in."""
    offered = open_offer(record)
    return offered is not None and record.who.code in (offered.to, stands_in(offered.to, record.catalogue))


def is_offered_to_own_centre(record: Record) -> bool:
    offered = open_offer(record)
    return offered is not None and offered.centre == record.who.centre


def has_broken_the_glass(record: Record) -> bool:
    """Broke the glass of this very trajectory, less than three hours ago."""
    return any(code == record.who.code and record.now < until for code, until in record.trajectory.broken)


def knows_who_it_is(record: Record) -> bool:
    """Works in an administration towards which the person lifted anonymity; all others see the alias."""
    return is_lifted_towards(record.trajectory, record.administration)


def is_known_to_somebody(record: Record) -> bool:
    """The person lifted anonymity towards some administration, so that an identity may be kept at all."""
    return bool(record.trajectory.liftings)


def is_known_elsewhere(record: Record) -> bool:
    """The person lifted anonymity, but not towards the administration of who asks."""
    return is_known_to_somebody(record) and not knows_who_it_is(record)


def sealed_before(record: Record) -> date | None:
    """Return the day before which notes are sealed to an administration: that of the lifting, without a yes."""
    for lifting in record.trajectory.liftings:
        if lifting.administration == record.administration and not lifting.earlier_follow:
            return lifting.occurred.on
    return None
