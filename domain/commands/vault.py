"""Commands about the vault of a trajectory; none carries what is in it. Source: domain sections 4 and 5."""

from uuid import UUID

from domain.access.codes import BreakGlassReason
from domain.base import Code, Day, Digest
from domain.commands.base import TrajectoryCommand
from domain.vault_codes import ErasureBasis, ErasureScope


class EraseVault(TrajectoryCommand):
    """Erase identity, notes or all; `final` is the day on which no backup can open it any more."""

    erasure: UUID
    scope: ErasureScope
    basis: ErasureBasis
    final: Day


class MakeErasureFinal(TrajectoryCommand):
    """Record that the key under which backups could have opened an erasing is destroyed."""

    erasure: UUID


class DeliverArchive(TrajectoryCommand):
    """Record the delivery to the archive that comes before a deletion."""

    manifest: Digest


class LetEarlierFollow(TrajectoryCommand):
    """The person says that earlier contacts and notes may follow to an administration."""

    administration: Code


class BreakGlass(TrajectoryCommand):
    """Take access for three hours to a trajectory that is not one's own; the leader is told."""

    reason: BreakGlassReason
