"""`exitspor trajectory code ...`: return codes (VIP-koder), which are typed at a prompt and never as an option."""

import sys
from getpass import getpass
from typing import Any
from uuid import UUID

import typer

from adapters.addresses import Addresses
from adapters.cli.common import ACTOR, COMMAND_ID, NO_ACTOR, ON, PREVIEW, common_of
from adapters.cli.past import Id
from adapters.cli.previewing import show_preview
from adapters.cli.printing import say
from adapters.cli.sent import tell
from adapters.cli.session import chosen, do
from adapters.cli.step import Step
from adapters.cli.trouble import BadInputError, RefusedError, Words
from adapters.log_line import is_staff
from adapters.return_codes import MISTYPED_CODE
from adapters.services import Services
from adapters.throttle.subjects import Subjects
from domain.commands.contacts import GiveReturnCode, RevokeReturnCode
from domain.refusal import Refusal

GIVE = Step("trajectory code give", GiveReturnCode, "Giv VIP-kode", "Give a return code, or a new one")
REVOKE = Step("trajectory code revoke", RevokeReturnCode, "Spær VIP-kode", "Make the code useless")
COMMAND_LINE = "command-line"
"""Where who types at a command line comes from: this machine, however they reached it."""

SHOWN_BEFORE = "Koden blev vist, da den blev givet, og kan ikke vises igen. Giv en ny, hvis den er tabt."


def add_codes(group: typer.Typer) -> None:
    """Add the commands about return codes to their group."""
    group.command("give", help=f"{GIVE.en} ({GIVE.da}). It is shown once.")(give)
    group.command("revoke", help=f"{REVOKE.en} ({REVOKE.da}).")(revoke)
    group.command("find", help="Type a code and get the trajectory that it opens (find forløb).")(find)


def give(
    trajectory: Id, actor: ACTOR = None, on: ON = None, command_id: COMMAND_ID = None, preview: PREVIEW = False
) -> None:
    command = GIVE.build({"trajectory": trajectory}, common_of(_typed(actor, on, command_id), chosen().municipality))
    assert isinstance(command, GiveReturnCode)

    async def work(services: Services, _: Addresses) -> None:
        if preview:
            return await show_preview(command, services)
        answer, code = await services.return_codes.give(command, services.clock())
        await tell(GIVE, command, answer, services)
        say(f"VIP-kode: {code}" if code else SHOWN_BEFORE)

    do(work)


def revoke(
    trajectory: Id, actor: ACTOR = None, on: ON = None, command_id: COMMAND_ID = None, preview: PREVIEW = False
) -> None:
    command = REVOKE.build(
        {"trajectory": trajectory}, common_of(_typed(actor, on, command_id), chosen().municipality)
    )
    assert isinstance(command, RevokeReturnCode)

    async def work(services: Services, _: Addresses) -> None:
        if preview:
            return await show_preview(command, services)
        await tell(REVOKE, command, await services.return_codes.revoke(command, services.clock()), services)

    do(work)


def find(actor: ACTOR = None) -> None:
    by = Subjects(COMMAND_LINE, common_of(_typed(actor, None, None), chosen().municipality).actor)
    if not is_staff(by.user):
        raise BadInputError([NO_ACTOR])
    typed = _ask()

    async def work(services: Services, _: Addresses) -> None:
        say(f"Forløb: {await _find(typed, by, services)}")

    do(work)


async def _find(typed: str, by: Subjects, services: Services) -> UUID:
    found = await services.return_codes.find(typed, by=by, now=services.clock(), may=_anybody)
    if found == MISTYPED_CODE:
        raise BadInputError([Words(MISTYPED_CODE.da, MISTYPED_CODE.en)])
    if isinstance(found, Refusal):
        raise RefusedError(found)
    return found


async def _anybody(trajectory: UUID) -> bool:
    """Whoever is at the command line may do everything that the installation's own account may."""
    return True


def _ask() -> str:
    """Return a line that is not shown while it is typed, or the first line of what is piped in."""
    if sys.stdin.isatty():
        return getpass("VIP-kode: ")
    return sys.stdin.readline()


def _typed(actor: str | None, on: str | None, command_id: str | None) -> dict[str, Any]:
    return {"actor": actor, "on": on, "command_id": command_id}
