"""`exitspor caseload move` and `exitspor staff leave|back|leaves`: whole caseloads, handed over in one step."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from uuid import UUID

import typer

from adapters.addresses import Addresses
from adapters.caseload import caseload_of, trajectories_in
from adapters.cli.common import ACTOR, COMMAND_ID, ON, PREVIEW, common_of
from adapters.cli.previewing import show_preview
from adapters.cli.printing import say
from adapters.cli.sent import tell
from adapters.cli.session import chosen, do
from adapters.cli.step import Common, Step
from adapters.cli.trouble import BadInputError, RefusedError, Words
from adapters.services import Services
from domain.commands.caseload import MOST_MOVED, MoveCaseload, TakeLeave
from domain.events.course import HandOverReturned
from domain.refusal import Refusal
from domain.rules.caseload import may_move
from domain.rules.hand_over import NEEDS_CONSENT

MOVE = Step("caseload move", MoveCaseload, "Flyt sagsstamme", "Move trajectories of a worker in one step (leader)")
LEAVE = Step(
    "staff leave", TakeLeave, "Registrér fravær", "A worker goes on leave: the deputy answers for everything"
)

Worker = Annotated[str, typer.Argument(metavar="WORKER", help="The worker (medarbejderkode), such as BB07.")]
To = Annotated[str | None, typer.Option("--to", metavar="STAFF", help="Who takes over (modtagende medarbejder).")]
Queue = Annotated[bool, typer.Option("--queue", help="Let them lie in the queue of their centre (centrets kø).")]
Deputy = Annotated[
    str | None, typer.Option("--deputy", metavar="STAFF", help="Required. The deputy (stedfortræder).")
]
Chosen = Annotated[
    list[str] | None,
    typer.Option(
        "--trajectory", metavar="ID", help="Only this trajectory, several; else all that the worker has (forløb)."
    ),
]

TO_OR_QUEUE = Words(
    "Angiv enten --to med den, der tager over, eller --queue for centrets kø.",
    "Give either --to with who takes over, or --queue for the centre's queue.",
)
TOO_MANY = Words(
    f"Medarbejderen har mere end {MOST_MOVED} forløb. Flyt først nogle af dem med --trajectory.",
    f"The worker has more than {MOST_MOVED} trajectories. Move some of them first with --trajectory.",
)
NO_DEPUTY = Words(
    "--deputy: mangler. Angiv en medarbejderkode som BB7 (exitspor staff list).",
    "--deputy: is missing. Give a staff code such as BB7 (exitspor staff list).",
)


def add_caseload(groups: Mapping[str, typer.Typer]) -> None:
    """Add the commands about caseloads and leave to their groups."""
    groups["caseload"].command("move", help=f"{MOVE.en} ({MOVE.da}).")(move)
    groups["staff"].command("leave", help=f"{LEAVE.en} ({LEAVE.da}).")(leave)
    groups["staff"].command("back", help="A worker is back from leave (tilbage fra fravær).")(back)
    groups["staff"].command(
        "leaves", help="A worker leaves the service and hands everything over (fratræder)."
    )(leaves)  # fmt: skip


def move(
    worker: Worker,
    *,
    to: To = None,
    queue: Queue = False,
    trajectory: Chosen = None,
    actor: ACTOR = None,
    on: ON = None,
    command_id: COMMAND_ID = None,
    preview: PREVIEW = False,
) -> None:
    _move({"worker": worker, "trajectories": trajectory}, to, queue, _common(actor, on, command_id), preview)


def leaves(
    worker: Worker,
    *,
    to: To = None,
    queue: Queue = False,
    actor: ACTOR = None,
    on: ON = None,
    command_id: COMMAND_ID = None,
    preview: PREVIEW = False,
) -> None:
    _move({"worker": worker, "leaves": True}, to, queue, _common(actor, on, command_id), preview)


def leave(
    worker: Worker,
    *,
    deputy: Deputy = None,
    actor: ACTOR = None,
    on: ON = None,
    command_id: COMMAND_ID = None,
    preview: PREVIEW = False,
) -> None:
    if deputy is None:
        raise BadInputError([NO_DEPUTY])
    _take({"worker": worker, "deputy": deputy}, _common(actor, on, command_id), preview)


def back(
    worker: Worker, *, actor: ACTOR = None, on: ON = None, command_id: COMMAND_ID = None, preview: PREVIEW = False
) -> None:
    _take({"worker": worker}, _common(actor, on, command_id), preview)


def _common(actor: str | None, on: str | None, command_id: str | None) -> Common:
    return common_of({"actor": actor, "on": on, "command_id": command_id}, chosen().municipality)


def _take(typed: Mapping[str, Any], common: Common, preview: bool) -> None:
    command = LEAVE.build(typed, common)

    async def work(services: Services, _: Addresses) -> None:
        if preview:
            return await show_preview(command, services)
        await tell(LEAVE, command, await services.handler.handle(command, services.clock()), services)

    do(work)


def _move(typed: Mapping[str, Any], to: str | None, queue: bool, common: Common, preview: bool) -> None:
    if queue == (to is not None):
        raise BadInputError([TO_OR_QUEUE])
    command = MOVE.build({**typed, "to": to}, common)
    assert isinstance(command, MoveCaseload)

    async def work(services: Services, _: Addresses) -> None:
        whole = command if command.trajectories else await _whole(command, services)
        await (_show(whole, services) if preview else _send(whole, services))

    do(work)


async def _whole(command: MoveCaseload, services: Services) -> MoveCaseload:
    """Return the command with all that the worker has; sent again, with all that it moved when it was sent first."""
    found = await caseload_of(services.log, await services.catalogue(), command.worker, command.command_id)
    named = found.moved or tuple(sorted({*found.own, *(found.offered if command.leaves else ())}))
    if len(named) > MOST_MOVED:
        raise BadInputError([TOO_MANY])
    return MoveCaseload.model_validate({**command.model_dump(), "trajectories": named})


async def _show(command: MoveCaseload, services: Services) -> None:
    try:
        await show_preview(command, services)
    except RefusedError:
        await _tell_without_consent(command, services)
        raise


async def _send(command: MoveCaseload, services: Services) -> None:
    answer = await services.handler.handle(command, services.clock())
    if isinstance(answer, Refusal):
        if answer is NEEDS_CONSENT:
            await _tell_without_consent(command, services)
        raise RefusedError(answer)
    say(f"Gemt på plads {answer.position} i loggen.")
    raised = [told.raised_by(command.command_id) async for told in trajectories_in(services.log, _named(command))]
    for line in _lines(command, Counter(raised)):
        say(line)


def _lines(command: MoveCaseload, raised: Counter[str | None]) -> Iterator[str]:
    returned, skipped = raised[HandOverReturned.type_name], raised[None]
    yield f"{raised.total() - returned - skipped} forløb flyttet til {command.to or 'centrets kø'}."
    if returned:
        yield f"{returned} tilbudte overleveringer sendt tilbage."
    if skipped:
        yield f"{skipped} sprunget over: de er ikke længere {command.worker}s."
    if command.leaves:
        yield f"{command.worker} er ikke længere i tjeneste."


async def _tell_without_consent(command: MoveCaseload, services: Services) -> None:
    """Tell which trajectories may not go to another administration, so that they can be left out."""
    catalogue = await services.catalogue()
    if command.to not in catalogue.staff:
        return
    async for told in trajectories_in(services.log, _named(command)):
        if told.state.worker == command.worker and not may_move(told.state, command, catalogue):
            say(f"Mangler samtykke: {told.state.id}")


def _named(command: MoveCaseload) -> list[UUID]:
    return list(dict.fromkeys(command.trajectories))
