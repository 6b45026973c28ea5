"""`exitspor erasing ...`: what is to be erased, the nightly job at once, certificates, and how erasings fare."""

import typer

from adapters.addresses import Addresses
from adapters.cli.common import id_of
from adapters.cli.past import BAD_ID, Id
from adapters.cli.printing import say, show_table
from adapters.cli.session import do
from adapters.cli.trouble import EndedError, RefusedError, Words
from adapters.erasing.certificate import certificate
from adapters.erasing.coming import coming_erasures
from adapters.erasing.wiring import keys_are_operators, keys_of, ledger_of, night_of
from adapters.report.danish import danish_date, danish_instant
from adapters.services import Services
from adapters.vault.rotation import Epoch, epochs
from domain import refusals
from domain.calendar import civil_date
from domain.duties import Duty
from workflows.activities import ClockActivities
from workflows.agendas import Agendas
from workflows.jobs import Jobs

app = typer.Typer(help="Erasing what the vault holds (sletning): due, done, certified, and done again.")

NO_DUTY = Words(
    "Ingen natlig sletterutine er i kraft. Se »exitspor duty list«.",
    'No nightly retention is in force. See "exitspor duty list".',
)


@app.command("due", help="What is to be erased within 30 days, and why (hvad der slettes).")
def due() -> None:
    async def work(services: Services, _: Addresses) -> None:
        found = await coming_erasures(services.log, services.vault, services.clock())
        show_table(
            "Slettes inden for 30 dage",
            ("Forløb", "Center", "Hvad", "Hvorfor", "Efter", "I nat"),
            [
                (
                    str(one.trajectory),
                    one.centre,
                    one.kept.scope.da,
                    one.kept.basis.da,
                    danish_date(one.kept.due.on),
                    "ja" if one.is_due else "nej",
                )
                for one in found
            ],
        )

    do(work)


@app.command("run", help="Do the nightly retention now: warn, deliver, erase, rotate, make final (kør nu).")
def run() -> None:
    async def work(services: Services, _: Addresses) -> None:
        clock = ClockActivities(services.handler, Agendas(services.log), services.municipality)
        jobs = Jobs(services.log, services.handler, clock, services.municipality, night_of(services))
        duties = (await services.catalogue()).recurring.values()
        codes = [one.code for one in duties if one.active and one.duty is Duty.RETENTION]
        if not codes:
            raise EndedError([NO_DUTY])
        await jobs.do(codes[0], services.clock())
        say("Nattens sletterutine er kørt.")

    do(work)


@app.command("redo", help="After a restore, before all else: erase again what it brought back (gentag sletninger).")
def redo() -> None:
    async def work(services: Services, _: Addresses) -> None:
        done = await night_of(services).put_right(services.clock())
        say(f"{done} sletninger er gentaget, og loggen ved det. De har fået en ny endelig dag; se attesterne.")

    do(work)


@app.command("certificate", help="What was erased of a trajectory, why, and when it is final (attest).")
def show_certificate(trajectory: Id) -> None:
    about = id_of(trajectory, BAD_ID)

    async def work(services: Services, _: Addresses) -> None:
        state = await services.handler.trajectory(about)
        if state.opened is None:
            raise RefusedError(refusals.NO_SUCH_TRAJECTORY)
        today = civil_date(services.clock())
        for line in certificate(state, today, keys_are_operators=keys_are_operators(services)):
            say(line)

    do(work)


@app.command("status", help="Erasings that are not final yet, and the keys that they wait for (status).")
def status() -> None:
    async def work(services: Services, _: Addresses) -> None:
        waiting = [one for one in await keys_of(services).erasures() if not one.is_final]
        rows = [
            (str(one.trajectory), one.scope.da, danish_instant(one.at), danish_date(one.final)) for one in waiting
        ]
        show_table("Sletninger, der ikke er endelige", ("Forløb", "Hvad", "Slettet", "Endelig"), rows)
        show_table(
            "Nøglernes epoker",
            ("Epoke", "Begyndt", "Udfaset", "Destrueres", "Destrueret", "Datanøgler"),
            [_row(epoch) for epoch in await epochs(services.pool)],
            numbers=("Epoke", "Datanøgler"),
        )
        say(f"Sikkerhedskopier gemmes i {services.settings.backup_days} dage (EXITSPOR_BACKUP_DAYS).")
        say(f"Fortegnelsen uden for databasen rummer {len(ledger_of(services).noted())} sletninger.")
        say(f"Arkiv: {'sat' if services.settings.archive else 'ikke sat'} (EXITSPOR_ARCHIVE).")

    do(work)


def _row(epoch: Epoch) -> tuple[str, ...]:
    return (
        str(epoch.epoch),
        danish_instant(epoch.begun),
        danish_instant(epoch.retired) if epoch.retired else "-",
        danish_date(epoch.destroy_after) if epoch.destroy_after else "-",
        danish_instant(epoch.destroyed) if epoch.destroyed else "-",
        str(epoch.data_keys),
    )
