"""`exitspor codec-server`: reading sealed histories in Temporal's own page and command line."""

import asyncio
import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from adapters.addresses import running_addresses
from adapters.cli.printing import say
from adapters.cli.session import chosen, troubles_told
from adapters.cli.trouble import BadInputError, Words
from adapters.log_line import is_staff

ORIGIN = re.compile(r"https?://(localhost|[a-z0-9.-]{1,200}|\[[0-9a-f:]{2,39}\])(:[0-9]{1,5})?")

NO_STAFF = Words(
    "Angiv, hvem nøglen er til: --actor SYS1, eller sæt EXITSPOR_ACTOR.",
    "Say whom the token is for: --actor SYS1, or set EXITSPOR_ACTOR.",
)
BAD_ORIGIN = Words(
    "--origin: angiv siden som https://temporal.example:8233, uden sti.",
    "--origin: give the page as https://temporal.example:8233, without a path.",
)


def codec_server(
    actor: Annotated[
        str | None,
        typer.Option("--actor", envvar="EXITSPOR_ACTOR", metavar="STAFF", help="Whom the token is for (til hvem)."),
    ] = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on this machine.")] = 8718,
    origin: Annotated[
        str | None, typer.Option("--origin", metavar="URL", help="Where Temporal's page is, for browsers (siden).")
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", metavar="FILE", help="A file (0600) with a token of 32 characters or more."),
    ] = None,
) -> None:
    """Let an administrator read Temporal's histories, until Ctrl-C (læs urets historik)."""
    from adapters.process.codec_server import TokenFileError, make_token, read_token, run_codec_server
    from adapters.process.temporal_logs import forward_temporal_logs
    from adapters.temporal.codec_server import Token

    if actor is None or not is_staff(actor):
        raise BadInputError([NO_STAFF])
    if origin is not None and not ORIGIN.fullmatch(origin):
        raise BadInputError([BAD_ORIGIN])
    try:
        secret = read_token(token_file) if token_file else make_token()
    except TokenFileError as error:
        raise BadInputError([Words(error.danish, error.english)]) from None

    def ready() -> None:
        _tell(port, None if token_file else secret, page=origin is not None)

    forward_temporal_logs()
    with troubles_told():
        settings = chosen()
        token = Token.of(actor, secret)
        asyncio.run(
            run_codec_server(settings, running_addresses(settings), token, port=port, origin=origin, ready=ready)
        )


def _tell(port: int, secret: str | None, *, page: bool) -> None:
    """Show where it answers, and the token, if it was made here: it is never shown again."""
    say(f"Koden læses på / Decoding at: http://127.0.0.1:{port}   (stop med / stop with: Ctrl-C)")
    if secret:
        say("Nøglen vises kun denne ene gang. / The token is shown this once.")
        say(f"Authorization: Bearer {secret}")
    if secret and page:
        say(f"Temporals side / Temporal's page (Data Encoder): http://127.0.0.1:{port}/{secret}/")
    Console().file.flush()
