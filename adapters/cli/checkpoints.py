"""`exitspor checkpoint`: signed checkpoints of the log, which nobody can make afterwards without the key."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from adapters.addresses import Addresses
from adapters.checkpoints.errors import CheckpointError
from adapters.checkpoints.folder import Read, anchors_of, read_checkpoints
from adapters.checkpoints.keys import SIGNING_FILE, VERIFY_FILE, make_keys, signing_key, trusted_keys
from adapters.checkpoints.signing import Signing, sign_head
from adapters.cli.printing import say
from adapters.cli.running import progress_bar
from adapters.cli.session import chosen, do
from adapters.cli.trouble import BadInputError, EndedError, Words
from adapters.postgres.walk import Fault
from adapters.services import Services

app = typer.Typer(help="Signed checkpoints (underskrevne kontrolpunkter): what the log's head was on a day.")

NO_FOLDER = Words(
    "Mappen findes ikke. Angiv en mappe, der findes.",
    "The folder does not exist. Name one that does.",
)
NONE = Words(
    "Mappen har ingen underskrevne kontrolpunkter.",
    "The folder has no signed checkpoints.",
)


@app.callback()
def checkpoint_group() -> None:
    """Signed checkpoints (underskrevne kontrolpunkter)."""


@app.command("key")
def key(
    to: Annotated[str, typer.Option("--to", metavar="FOLDER", help="Where the two files are put (mappe).")],
) -> None:
    """Make the pair of keys: one signs, the other checks (lav nøgler)."""
    with _told():
        public = make_keys(_folder(to))
    say(f"{SIGNING_FILE} skriver under: giv den kun til den maskine, der gør det.")
    say(f"{VERIFY_FILE} kontrollerer, og må kendes af alle.")
    say(f"Offentlig nøgle: {public}")


@app.command("sign")
def sign(
    to: Annotated[str, typer.Option("--to", metavar="FOLDER", help="Where the checkpoints lie (mappe).")],
) -> None:
    """Verify the log from the newest checkpoint on, and sign its head (skriv under)."""
    with _told():
        settings, folder = chosen(), _folder(to)
        own = signing_key(settings)
        earlier = read_checkpoints(folder, trusted_keys(settings), settings.municipality)

    async def work(services: Services, _: Addresses) -> None:
        head = await services.log.head()
        bar, tell = progress_bar("Loggen kontrolleres")
        with bar, _told():
            done = await sign_head(
                services.pool,
                folder,
                earlier,
                own,
                now=services.clock(),
                progress=lambda position: tell(position, max(head, position)),
            )
        _tell_signing(done)

    do(work)


@app.command("check")
def check(
    source: Annotated[str, typer.Option("--from", metavar="FOLDER", help="Where the checkpoints lie (mappe).")],
) -> None:
    """Check the signatures in a folder, without the log (kontrollér underskrifter)."""
    found = _signed(source)
    newest = found[-1]
    say(f"{len(found)} kontrolpunkter er hele og rigtigt underskrevet, fra {found[0].day} til {newest.day}.")
    say(f"Nyeste plads: {newest.position}")


def signed_anchors(folder: str) -> dict[int, bytes]:
    """Return the hashes by position of a folder's checkpoints, all signatures checked. Raises EndedError."""
    return anchors_of(_signed(folder))


def broken(fault: Fault) -> EndedError:
    """Return how a fault in the log is told."""
    return EndedError(
        [
            Words(
                f"Loggen er brudt ved plads {fault.position}: {fault.danish}. Hent en sikkerhedskopi frem.",
                f"The log is broken at position {fault.position}: {fault.english}. Turn to a backup.",
            )
        ]
    )


def _signed(folder: str) -> Read:
    with _told():
        settings = chosen()
        found = read_checkpoints(_folder(folder), trusted_keys(settings), settings.municipality)
    if not found:
        raise EndedError([NONE])
    return found


def _folder(typed: str) -> Path:
    folder = Path(typed)
    if not folder.is_dir():
        raise BadInputError([NO_FOLDER])
    return folder


def _tell_signing(done: Signing) -> None:
    if done.fault:
        raise broken(done.fault)
    if done.checkpoint is None:
        say("Loggen er tom; der er intet at skrive under på.")
        return
    since = f"efter plads {done.after}, som er underskrevet før" if done.after else "fra begyndelsen"
    say(f"Loggen er hel: {done.walked} hændelser er kontrolleret {since}.")
    say(f"{'Underskrevet' if done.is_new else 'Var underskrevet'}: {done.checkpoint.file}")


@contextmanager
def _told() -> Iterator[None]:
    """Turn what is wrong with a key or a checkpoint into an EndedError."""
    try:
        yield
    except CheckpointError as error:
        raise EndedError([Words(error.danish, error.english)]) from None
