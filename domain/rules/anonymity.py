"""Lifting anonymity towards one administration, and de-identifying again. Source: domain sections 4 and 5."""

from datetime import datetime

from domain.changed import changed
from domain.commands.identity import LiftAnonymity, RestoreAnonymity
from domain.decide import Outcome, decides
from domain.events.identity import AccessRestricted, AnonymityLifted, AnonymityRestored
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.measures import rests_on_identity
from domain.trajectory.evolve import applies
from domain.trajectory.state import Lifting, Trajectory

NO_SUCH_ADMINISTRATION = Refusal(
    "no-such-administration",
    "Forvaltningen findes ikke. Vælg en fra listen over forvaltninger.",
    "There is no such administration. Choose one from the list of administrations.",
)
LIFTED_ALREADY = Refusal(
    "lifted-already",
    "Anonymiteten er allerede ophævet over for forvaltningen. Der skal ikke gøres mere.",
    "The anonymity is already lifted towards the administration. Nothing more is needed.",
)
NOTHING_TO_RESTORE = Refusal(
    "nothing-to-restore",
    "Borgeren er anonym i forløbet. Der er ingen identitet at fjerne.",
    "The person is anonymous in the trajectory. There is no identity to remove.",
)
RESTRICTED = Refusal(
    "restricted",
    "Borgeren har bedt om at være anonym igen, og adgangen er begrænset. Åbn et nyt forløb, hvis det nu skal være.",
    "The person asked to be anonymous again, and access is restricted. Open a new trajectory if the person now wants "
    "to be known.",
)


def is_lifted_towards(trajectory: Trajectory, administration: str) -> bool:
    """Tell whether an administration may know who the person is; all others see the alias."""
    return any(lifting.administration == administration for lifting in trajectory.liftings)


@decides(LiftAnonymity)
def lift_anonymity(trajectory: Trajectory, command: LiftAnonymity, now: datetime, catalogue: Catalogue) -> Outcome:
    """Once access is restricted nobody lifts any more: a former lifting would come to life with the new one."""
    if command.administration not in catalogue.administrations:
        return NO_SUCH_ADMINISTRATION
    if trajectory.restricted:
        return RESTRICTED
    if is_lifted_towards(trajectory, command.administration):
        return LIFTED_ALREADY
    return [
        AnonymityLifted(
            administration=command.administration,
            identified_by=command.identified_by,
            earlier_follow=command.earlier_follow,
        )
    ]


@decides(RestoreAnonymity, closed_too=True)
def restore_anonymity(
    trajectory: Trajectory, command: RestoreAnonymity, now: datetime, catalogue: Catalogue
) -> Outcome:
    """De-identify; once a measure rests on the identity, access is restricted instead (GDPR 17(3)(b))."""
    if not trajectory.liftings:
        return NOTHING_TO_RESTORE
    if trajectory.restricted:
        return []
    return [AccessRestricted()] if rests_on_identity(trajectory, catalogue) else [AnonymityRestored()]


@applies(AnonymityLifted)
def anonymity_lifted(trajectory: Trajectory, fact: Fact, event: AnonymityLifted) -> Trajectory:
    others = tuple(known for known in trajectory.liftings if known.administration != event.administration)
    lifting = Lifting(event.administration, event.identified_by, event.earlier_follow, fact.occurred)
    return changed(trajectory, liftings=(*others, lifting))


@applies(AnonymityRestored)
def anonymity_restored(trajectory: Trajectory, fact: Fact, event: AnonymityRestored) -> Trajectory:
    return changed(trajectory, liftings=())


@applies(AccessRestricted)
def access_restricted(trajectory: Trajectory, fact: Fact, event: AccessRestricted) -> Trajectory:
    return changed(trajectory, restricted=True)
