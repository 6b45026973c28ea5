"""`exitspor evaluator ...`: evaluators' own logins to the database."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Annotated

import asyncpg
import typer
from pydantic import TypeAdapter, ValidationError

from adapters.addresses import DATABASE, NotRunningError
from adapters.cli.common import day_of
from adapters.cli.preparing import NEEDS_SUPERUSER, SUPERUSER
from adapters.cli.printing import say, show_table
from adapters.cli.session import chosen, troubles_told
from adapters.cli.trouble import BadInputError, RefusedError, Words
from adapters.embedded.runtime import running
from adapters.embedded.secret_file import secrets_for
from adapters.postgres.pool import connect
from adapters.settings import Settings
from adapters.study.logins import LoginTaken, add_evaluator, evaluators, remove_evaluator
from adapters.web.language import DANISH
from domain.base import Code, StaffCode
from domain.refusal import Refusal

app = typer.Typer(help="Evaluators (evaluatorer): logins to the database that see events under pseudonyms.")

Worker = Annotated[str, typer.Argument(metavar="STAFF", help="The evaluator's code (medarbejderkode).")]

BAD_WORKER = Words("STAFF: angiv en kode som EVA1.", "STAFF: give a code such as EVA1.")
BAD_PROGRAMME = Words(
    "--programme: angiv en kode fra kataloget (exitspor reference list).",
    "--programme: give a code of the catalogue (exitspor reference list).",
)
BAD_DAYS = Words(
    "--from, --until: angiv datoer som 2026-01-31, den første ikke efter den sidste.",
    "--from, --until: give dates such as 2026-01-31, the first not after the last.",
)
TAKEN = Refusal(
    "login-taken",
    "Evaluatoren har et login allerede. Fjern det først: det nye får andre pseudonymer.",
    "The evaluator has a login already. Remove it first: the new one gets other pseudonyms.",
)
NO_LOGIN = Refusal(
    "no-login",
    "Evaluatoren har intet login. Se »exitspor evaluator list«.",
    'The evaluator has no login. See "exitspor evaluator list".',
)

_WORKER: TypeAdapter[str] = TypeAdapter(StaffCode)
_CODE: TypeAdapter[str] = TypeAdapter(Code)


@app.command("add", help="Make a login and show its password, once (opret login).")
def add(
    worker: Worker,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day (fra).")],
    last: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day (til).")],
    programme: Annotated[
        str | None, typer.Option("--programme", metavar="CODE", help="Only this one (program); else all.")
    ] = None,
) -> None:
    code = _checked(_WORKER, worker, BAD_WORKER)
    of = _checked(_CODE, programme, BAD_PROGRAMME) if programme else None
    first_day, last_day = day_of(first, BAD_DAYS), day_of(last, BAD_DAYS)
    if first_day > last_day:
        raise BadInputError([BAD_DAYS])

    async def work(superuser: asyncpg.Connection, prefix: str) -> None:
        try:
            made = await add_evaluator(superuser, prefix, code, programme=of, first_day=first_day, last_day=last_day)
        except LoginTaken:
            raise RefusedError(TAKEN) from None
        say(f"Login: {made.name}")
        say(f"Adgangskode: {made.password}")
        say("Koden vises kun nu. Evaluatoren ser study.event, med egne pseudonymer, og intet andet.")
        say("Det viser, hvad der er registreret til nu. Fjern og opret loginet igen for at vise nyere.")

    _do(work)


@app.command("remove", help="End a login, with its sessions and pseudonyms (fjern login).")
def remove(worker: Worker) -> None:
    code = _checked(_WORKER, worker, BAD_WORKER)

    async def work(superuser: asyncpg.Connection, prefix: str) -> None:
        if not await remove_evaluator(superuser, prefix, code):
            raise RefusedError(NO_LOGIN)
        say("Loginet er fjernet, og ingen kan længere regne dets pseudonymer ud.")

    _do(work)


@app.command("list", help="The logins there are (vis logins).")
def list_logins() -> None:
    async def work(superuser: asyncpg.Connection, _: str) -> None:
        rows = [
            (one.worker, one.login, one.programme or "alle", DANISH.date(one.first_day), DANISH.date(one.last_day))
            for one in await evaluators(superuser)
        ]
        show_table("Evaluatorer", ("Evaluator", "Login", "Program", "Fra", "Til"), rows)

    _do(work)


def _do(work: Callable[[asyncpg.Connection, str], Awaitable[None]]) -> None:
    asyncio.run(_as_superuser(chosen(), work))


async def _as_superuser(settings: Settings, work: Callable[[asyncpg.Connection, str], Awaitable[None]]) -> None:
    with troubles_told():
        superuser = await _superuser(settings)
        try:
            await work(superuser, settings.role_prefix)
        finally:
            await superuser.close()


async def _superuser(settings: Settings) -> asyncpg.Connection:
    """Connect as the superuser of the environment, else as the embedded server's. Raises BadInputError."""
    given = os.environ.get(SUPERUSER, "")
    if given.startswith(("postgresql://", "postgres://")):
        return await connect(given)
    if given or settings.postgres:
        raise BadInputError([NEEDS_SUPERUSER])
    runtime = running(settings.state)
    if runtime is None or runtime.postgres is None:
        raise NotRunningError
    password = secrets_for(settings).passwords.superuser
    return await asyncpg.connect(**{**runtime.postgres.connect_arguments(password), "database": DATABASE})


def _checked(adapter: TypeAdapter[str], text: str, otherwise: Words) -> str:
    try:
        return adapter.validate_python(text)
    except ValidationError:
        raise BadInputError([otherwise]) from None
