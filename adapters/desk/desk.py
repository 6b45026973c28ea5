"""The desk of one worker: what pages and programs do, they do here. It asks the policy before it does anything."""

from adapters.desk.boards import Looker
from adapters.desk.codes import Coder
from adapters.desk.erasing import Shredder
from adapters.desk.lifting import Lifter
from adapters.desk.reading import Reader
from adapters.desk.searching import Searcher
from adapters.desk.writing import Writer
from domain.access import refusals
from domain.access.codes import AccessPurpose
from domain.commands import Command
from domain.commands.contacts import GiveReturnCode, RevokeReturnCode
from domain.commands.identity import LiftAnonymity, RestoreAnonymity
from domain.commands.vault import BreakGlass, EraseVault
from domain.handler import Accepted
from domain.refusal import Refusal


class Desk(Looker, Reader, Writer, Searcher, Coder, Lifter, Shredder):
    """Everything that somebody may ask for. Values and refusals are answers; what is refused is written down."""

    async def advance(self, command: Command, purpose: AccessPurpose = AccessPurpose.CASEWORK) -> Accepted | Refusal:
        """Give a command, with everything that belongs to it; a code is given, and a vault erased, in its own way."""
        match command:
            case GiveReturnCode() | EraseVault():
                return refusals.NOT_THIS_WAY
            case RevokeReturnCode():
                return await self.revoke_code(command)
            case BreakGlass():
                return await self.break_glass(command)
            case LiftAnonymity():
                lifted = await self.lift(command)
                return lifted if isinstance(lifted, Refusal) else lifted.accepted
            case RestoreAnonymity():
                restored = await self.restore(command)
                return restored if isinstance(restored, Refusal) else restored.accepted
            case _:
                return await self._stepped(command, purpose)
