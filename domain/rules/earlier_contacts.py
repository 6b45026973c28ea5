"""Earlier contacts and notes follow to an administration once the person says so. Source: domain section 4."""

from datetime import datetime

from domain.changed import changed
from domain.commands.vault import LetEarlierFollow
from domain.decide import Outcome, decides
from domain.events.vault import EarlierContactsFollow
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.anonymity import RESTRICTED, is_lifted_towards
from domain.trajectory.evolve import applies
from domain.trajectory.state import Trajectory

NOT_LIFTED = Refusal(
    "not-lifted",
    "Borgeren er anonym over for forvaltningen. Tidligere henvendelser kan først følge med, når den er ophævet.",
    "The person is anonymous towards the administration. Earlier contacts can follow only once anonymity is lifted.",
)


@decides(LetEarlierFollow)
def let_earlier_follow(
    trajectory: Trajectory, command: LetEarlierFollow, now: datetime, catalogue: Catalogue
) -> Outcome:
    """The person's own yes, which may come later than the lifting; a second one changes nothing."""
    if trajectory.restricted:
        return RESTRICTED
    if not is_lifted_towards(trajectory, command.administration):
        return NOT_LIFTED
    return [] if _follow(trajectory, command.administration) else [_followed(command)]


def _follow(trajectory: Trajectory, administration: str) -> bool:
    return any(known.earlier_follow for known in trajectory.liftings if known.administration == administration)


def _followed(command: LetEarlierFollow) -> EarlierContactsFollow:
    return EarlierContactsFollow(administration=command.administration)


@applies(EarlierContactsFollow)
def earlier_contacts_follow(trajectory: Trajectory, fact: Fact, event: EarlierContactsFollow) -> Trajectory:
    liftings = tuple(
        changed(known, earlier_follow=True) if known.administration == event.administration else known
        for known in trajectory.liftings
    )
    return changed(trajectory, liftings=liftings)
