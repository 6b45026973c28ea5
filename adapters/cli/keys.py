"""`exitspor keys`: the key-encryption keys of the vault, which lie outside PostgreSQL."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from adapters.addresses import Addresses
from adapters.cli.printing import say, show_table
from adapters.cli.running import progress_bar
from adapters.cli.session import do, troubles_told
from adapters.cli.trouble import BadInputError, Words
from adapters.services import Services
from adapters.vault.giving_up import give_up
from adapters.vault.keys.key_file import make_key_file
from adapters.vault.rotation import Epoch, destroy_due, epochs, rotate, rotation_is_due
from domain.access.codes import AccessPurpose, Action
from domain.base import SYSTEM
from domain.vault import Reading
from domain.vault_codes import Compartment

app = typer.Typer(help="The keys of the vault (boksens nøgler), in epochs.")

TRAJECTORY = Annotated[UUID, typer.Argument(metavar="TRAJECTORY", help="The trajectory (forløb), as in the log.")]
COMPARTMENT = Annotated[Compartment, typer.Argument(metavar="COMPARTMENT", help="Its compartment (rum).")]

OPENS = Words(
    "Intet er slettet: nøglen kan åbnes, eller der er ingen.", "Nothing was deleted: the key opens, or there is none."
)
NO_FOLDER = Words("Mappen findes ikke. Angiv en, der gør.", "The folder does not exist. Name one that does.")


@app.callback()
def keys_group() -> None:
    """The keys of the vault (boksens nøgler)."""


@app.command("status")
def status() -> None:
    """Show the epochs: what is under them, and when their keys are destroyed (vis epoker)."""

    async def work(services: Services, _: Addresses) -> None:
        current, there = await services.keys.current(), set(await services.keys.epochs())
        rows = [_row(epoch, current, there) for epoch in await epochs(services.pool)]
        columns = ("Epoke", "Begyndt", "Datanøgler", "Pensioneret", "Destrueres", "")
        show_table("Boksens nøgler", columns, rows, numbers=("Epoke", "Datanøgler"))
        say(f"Nyt pakkes ind under epoke {current}. Sikkerhedskopier gemmes i {services.settings.backup_days} dage.")
        if await rotation_is_due(services.pool):
            say("Noget er slettet siden sidste nøgleskift: »exitspor keys rotate«.")

    do(work)


@app.command("rotate")
def rotate_keys() -> None:
    """Put all data keys under a new epoch while everybody works (skift nøgle)."""

    async def work(services: Services, _: Addresses) -> None:
        bar, tell = progress_bar("Datanøgler pakkes om")
        with bar:
            rotated = await rotate(
                services.pool,
                services.keys,
                services.municipality,
                services.clock(),
                backup_days=services.settings.backup_days,
                progress=tell,
            )
        say(f"Alt er under epoke {rotated.epoch}: {rotated.data_keys} datanøgler er pakket om.")
        if rotated.damaged:
            say(f"{rotated.damaged} kan ikke åbnes og holder på gamle nøgler; se loggen og »exitspor keys give-up«.")
        say("Tag en ny sikkerhedskopi af nøglerne, apart fra databasens.")

    do(work)


@app.command("give-up")
def give_up_compartment(trajectory: TRAJECTORY, compartment: COMPARTMENT) -> None:
    """Delete what lies under a data key that is damaged, and holds up old keys (opgiv det, der ikke kan åbnes)."""

    async def work(services: Services, _: Addresses) -> None:
        reading = Reading(SYSTEM, Action.ERASE, AccessPurpose.RETENTION, services.clock())
        gone = await give_up(
            services.pool,
            services.keys,
            services.municipality,
            trajectory=trajectory,
            compartment=compartment,
            reading=reading,
        )
        if gone is None:
            raise BadInputError([OPENS])
        say(f"Slettet: {gone} felter og notater, som ingen nøgle kunne åbne. Skift nøgle med »exitspor keys rotate«.")

    do(work)


@app.command("destroy-due")
def destroy_due_keys() -> None:
    """Destroy the keys of retired epochs whose backups have run out (destruér forældede nøgler)."""

    async def work(services: Services, _: Addresses) -> None:
        destroyed = await destroy_due(services.pool, services.keys, services.clock())
        if not destroyed:
            say("Ingen nøgler skal destrueres endnu.")
            return
        say(f"Destrueret: epoke {', '.join(map(str, destroyed))}. Det, der var slettet under dem, er væk for altid.")
        say("Slet også ældre sikkerhedskopier af nøglerne.")

    do(work)


@app.command("make")
def make(
    to: Annotated[str, typer.Option("--to", metavar="FILE", help="The new file, for EXITSPOR_KEYS_FILE (fil).")],
) -> None:
    """Make a file of keys for a PostgreSQL that others run; one that is there stays (lav en nøglefil)."""
    path = Path(to).absolute()
    if path.exists():
        say("Filen findes allerede og bliver, som den er. / The file exists already and stays as it is.")
        return
    if not path.parent.is_dir():
        raise BadInputError([NO_FOLDER])
    with troubles_told():
        make_key_file(path)
    say("Nøglefilen er lavet. Sæt EXITSPOR_KEYS_FILE til den, og tag en sikkerhedskopi apart fra databasens.")
    say("The file of keys was made. Point EXITSPOR_KEYS_FILE to it, and back it up apart from the database.")


def _row(epoch: Epoch, current: int, there: set[int]) -> tuple[str, ...]:
    return (
        str(epoch.epoch),
        epoch.begun.date().isoformat(),
        str(epoch.data_keys),
        epoch.retired.date().isoformat() if epoch.retired else "",
        epoch.destroy_after.isoformat() if epoch.destroy_after else "",
        _state(epoch, current, there),
    )


def _state(epoch: Epoch, current: int, there: set[int]) -> str:
    if epoch.destroyed:
        return "destrueret"
    if epoch.epoch not in there:
        return "NØGLEN MANGLER"
    return "i brug" if epoch.epoch == current else ""
