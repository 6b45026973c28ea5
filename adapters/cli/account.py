"""`exitspor account ...`: who can log in with a password, one-time codes, and ending sessions."""

from typing import Annotated

import typer

from adapters.addresses import Addresses
from adapters.cli.inbox import catalogue_with
from adapters.cli.printing import say, show_table
from adapters.cli.session import do
from adapters.cli.trouble import RefusedError
from adapters.login.accounts import Account
from adapters.report.danish import danish_instant
from adapters.services import Services
from domain.refusal import Refusal

ISSUER_DECIDES = Refusal(
    "issuer-decides",
    "Her logges ind hos den udsteder, som EXITSPOR_OIDC_ISSUER nævner; der er ingen lokale brugere.",
    "Log-in is at the issuer that EXITSPOR_OIDC_ISSUER names; there are no local accounts.",
)
NO_ACCOUNT = Refusal(
    "no-account",
    "Medarbejderen har ingen bruger, der er åben. Se »exitspor account list«.",
    'The worker has no account that is open. See "exitspor account list".',
)
HAS_ACCOUNT = Refusal(
    "has-account",
    "Medarbejderen har en bruger allerede. Brug »exitspor account reset« for at give en ny engangskode.",
    'The worker has an account already. Use "exitspor account reset" to give a new one-time code.',
)

app = typer.Typer(help="Accounts (brugere): who can sign in on the pages with a password.")

Worker = Annotated[str, typer.Argument(metavar="STAFF", help="Whose account (medarbejderkode).")]


@app.command("add", help="Give a worker an account and show a one-time code, once (opret bruger).")
def add(worker: Worker) -> None:
    async def work(services: Services, _: Addresses) -> None:
        _with_local_accounts(services)
        await catalogue_with(services, worker)
        if worker in {one.staff for one in await services.logins.accounts.all()}:
            raise RefusedError(HAS_ACCOUNT)
        _show_code(await services.logins.accounts.give_code(worker, services.clock()))

    do(work)


@app.command("reset", help="Forget a worker's password, end their sessions, show a one-time code (nulstil).")
def reset(worker: Worker) -> None:
    async def work(services: Services, _: Addresses) -> None:
        _with_local_accounts(services)
        await _account_of(services, worker)
        code = await services.logins.accounts.give_code(worker, services.clock())
        await services.logins.sessions.end_all(worker)
        _show_code(code)

    do(work)


@app.command("list", help="Every account, and whether a password has been chosen (brugere).")
def list_accounts() -> None:
    async def work(services: Services, _: Addresses) -> None:
        columns = ("Medarbejder", "Tilstand", "Ændret")
        show_table("Brugere", columns, [_row(one) for one in await services.logins.accounts.all()])

    do(work)


@app.command("disable", help="Close a worker's account and end their sessions (luk bruger).")
def disable(worker: Worker) -> None:
    async def work(services: Services, _: Addresses) -> None:
        if not await services.logins.accounts.disable(worker, services.clock()):
            raise RefusedError(NO_ACCOUNT)
        say(f"Brugeren er lukket; {await services.logins.sessions.end_all(worker)} adgange er afsluttet.")

    do(work)


@app.command("end-sessions", help="Sign a worker out everywhere (afslut adgange).")
def end_sessions(worker: Worker) -> None:
    async def work(services: Services, _: Addresses) -> None:
        await catalogue_with(services, worker)
        say(f"{await services.logins.sessions.end_all(worker)} adgange er afsluttet.")

    do(work)


def _with_local_accounts(services: Services) -> None:
    if services.logins.has_issuer:
        raise RefusedError(ISSUER_DECIDES)


async def _account_of(services: Services, worker: str) -> Account:
    for one in await services.logins.accounts.all():
        if one.staff == worker:
            return one
    raise RefusedError(NO_ACCOUNT)


def _show_code(code: str) -> None:
    say(f"Engangskode: {code}")
    say("Den gælder i 24 timer og vises kun denne gang. Den bruges på websiden under »Jeg har en engangskode«.")


def _row(account: Account) -> tuple[str, str, str]:
    state = "lukket" if not account.active else "åben" if account.begun else "venter på engangskoden"
    return (account.staff, state, danish_instant(account.changed))
