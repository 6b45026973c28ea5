"""Erasing what the vault holds of a trajectory: what bars it, what it means, and when it is final.

The vault's own work comes first; the event tells that it was done. Who may have it done is the policy's.
Source: domain section 5.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from domain.base import SYSTEM
from domain.changed import changed
from domain.commands.vault import DeliverArchive, EraseVault, MakeErasureFinal
from domain.decide import Outcome, decides
from domain.events.vault import ArchiveDelivered, ErasureMadeFinal, VaultErased
from domain.fact import Fact
from domain.reference.catalogue import Catalogue
from domain.refusal import Refusal
from domain.rules.measures import rests_on_identity
from domain.rules.retention import anonymous_notes_end, retention_ends
from domain.trajectory.evolve import applies
from domain.trajectory.state import Erasing, Trajectory
from domain.vault_codes import COMPARTMENTS_OF, Compartment, ErasureBasis, ErasureScope

ON_HOLD = Refusal(
    "erasing-on-hold",
    "Forløbet er spærret juridisk, og intet i det må slettes. Lad lederen ophæve spærringen først.",
    "The trajectory is under a legal hold, and nothing of it may be erased. Have the leader lift the hold first.",
)
IDENTITY_IN_USE = Refusal(
    "identity-in-use",
    "Et tiltag bygger på identiteten, så den må ikke slettes endnu. Gør borgeren anonym igen i stedet: så bliver "
    "adgangen til identiteten begrænset.",
    "A measure rests on the identity, so it may not be erased yet. Restore the anonymity instead: access to the "
    "identity is then restricted.",
)
BASIS_DOES_NOT_FIT = Refusal(
    "erasing-basis-does-not-fit",
    "Grunden passer ikke til det, der skal slettes, eller tiden er ikke gået. Vælg en anden grund, eller vent.",
    "The basis does not fit what is to be erased, or its time has not passed. Choose another basis, or wait.",
)
FINAL_TOO_EARLY = Refusal(
    "erasing-final-too-early",
    "Sletningen kan ikke være endelig, før den er sket. Ret den endelige dag.",
    "The erasing cannot be final before it has happened. Correct the final day.",
)
NO_SUCH_ERASURE = Refusal(
    "no-such-erasure",
    "Sletningen findes ikke i forløbet. Se forløbets sletninger.",
    "The trajectory has no such erasing. See its erasings.",
)
NOT_FINAL_YET = Refusal(
    "erasing-not-final-yet",
    "Sletningen er først endelig på sin endelige dag. Vent til den dag.",
    "The erasing is not final before its final day. Wait for that day.",
)
NOT_FOR_THE_ARCHIVE_YET = Refusal(
    "not-for-the-archive-yet",
    "Kun et afsluttet forløb afleveres til arkivet. Afslut det først.",
    "Only a closed trajectory is delivered to the archive. Close it first.",
)

FITS: Mapping[ErasureBasis, frozenset[ErasureScope]] = MappingProxyType(
    {
        ErasureBasis.RETENTION: frozenset({ErasureScope.ALL}),
        ErasureBasis.ANONYMOUS_NOTES: frozenset({ErasureScope.NOTES}),
    }
)
"""What the bases that time decides erase; the others may erase anything."""

PEOPLES_BASES = (ErasureBasis.PERSON_ASKED, ErasureBasis.WRONG_TRAJECTORY)
"""What people erase for; the others are the program's own, or come with making a person anonymous again."""

NOT_THE_PERSONS_CHOICE = frozenset({ErasureBasis.RETENTION, ErasureBasis.WRONG_TRAJECTORY})
"""Bases by which an identity goes though a measure rests on it: its time has passed, or it is somebody else's."""


def takes_identity(scope: ErasureScope) -> bool:
    """Tell whether the trajectory is de-identified by an erasing of a scope."""
    return Compartment.IDENTITY in COMPARTMENTS_OF[scope]


def erasing_of(trajectory: Trajectory, erasure: UUID) -> Erasing | None:
    """Return an erasing by its id."""
    return next((known for known in trajectory.erasures if known.id == erasure), None)


@decides(EraseVault, closed_too=True)
def erase_vault(trajectory: Trajectory, command: EraseVault, now: datetime, catalogue: Catalogue) -> Outcome:
    """What the program itself says that the vault has done (SYS0) is told, whatever happened in between."""
    if erasing_of(trajectory, command.erasure) is not None:
        return []
    refusal = None if command.actor == SYSTEM else erasing_refusal(trajectory, command, now, catalogue)
    return refusal or [
        VaultErased(erasure=command.erasure, scope=command.scope, basis=command.basis, final=command.final)
    ]


def erasing_refusal(
    trajectory: Trajectory, command: EraseVault, now: datetime, catalogue: Catalogue
) -> Refusal | None:
    """Return why something may not be erased, None if it may."""
    if trajectory.hold:
        return ON_HOLD
    if command.final < command.occurred.on:
        return FINAL_TOO_EARLY
    if not _basis_fits(trajectory, command, now, catalogue):
        return BASIS_DOES_NOT_FIT
    bound = takes_identity(command.scope) and command.basis not in NOT_THE_PERSONS_CHOICE
    return IDENTITY_IN_USE if bound and rests_on_identity(trajectory, catalogue) else None


def _basis_fits(trajectory: Trajectory, command: EraseVault, now: datetime, catalogue: Catalogue) -> bool:
    if command.scope not in FITS.get(command.basis, frozenset(ErasureScope)):
        return False
    match command.basis:
        case ErasureBasis.RETENTION:
            due = retention_ends(trajectory, catalogue)
        case ErasureBasis.ANONYMOUS_NOTES:
            due = anonymous_notes_end(trajectory)
        case _:
            return True
    return due is not None and due.has_passed(now)


@decides(MakeErasureFinal, closed_too=True)
def make_erasure_final(
    trajectory: Trajectory, command: MakeErasureFinal, now: datetime, catalogue: Catalogue
) -> Outcome:
    erasing = erasing_of(trajectory, command.erasure)
    if erasing is None:
        return NO_SUCH_ERASURE
    if erasing.is_final:
        return []
    return NOT_FINAL_YET if command.occurred.on < erasing.final else [ErasureMadeFinal(erasure=erasing.id)]


@decides(DeliverArchive, closed_too=True)
def deliver_archive(trajectory: Trajectory, command: DeliverArchive, now: datetime, catalogue: Catalogue) -> Outcome:
    if trajectory.closing is None:
        return NOT_FOR_THE_ARCHIVE_YET
    return [] if trajectory.archived == command.manifest else [ArchiveDelivered(manifest=command.manifest)]


@applies(VaultErased)
def vault_erased(trajectory: Trajectory, fact: Fact, event: VaultErased) -> Trajectory:
    """With the identity goes what rests on it: the person is anonymous again, and nothing is left to restrict."""
    erasing = Erasing(event.erasure, event.scope, event.basis, fact.occurred, event.final)
    erased = changed(trajectory, erasures=(*trajectory.erasures, erasing))
    if takes_identity(event.scope):
        erased = changed(erased, liftings=(), restricted=False)
    if event.scope is ErasureScope.ALL:
        return changed(erased, code_given=False, deleted=event.basis is ErasureBasis.RETENTION or erased.deleted)
    return erased


@applies(ErasureMadeFinal)
def erasure_made_final(trajectory: Trajectory, fact: Fact, event: ErasureMadeFinal) -> Trajectory:
    erasures = tuple(
        changed(known, made_final=fact.occurred.on) if known.id == event.erasure else known
        for known in trajectory.erasures
    )
    return changed(trajectory, erasures=erasures)


@applies(ArchiveDelivered)
def archive_delivered(trajectory: Trajectory, fact: Fact, event: ArchiveDelivered) -> Trajectory:
    return changed(trajectory, archived=event.manifest)
