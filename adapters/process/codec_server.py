"""Running the codec server: a token, a socket on this machine, until Ctrl-C."""

import asyncio
import os
import secrets
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from stat import S_IMODE

from adapters.addresses import Addresses
from adapters.bootstrap import keyring_of
from adapters.embedded.errors import ServerError
from adapters.embedded.ports import LOOPBACK, listening_at
from adapters.process.serving import serve
from adapters.process.signals import cancel_on_signals
from adapters.settings import Settings
from adapters.temporal.codec import AesGcmCodec
from adapters.temporal.codec_server import Door, Token, codec_app

SHORTEST_TOKEN = 32
"""Characters: a token is made at random, never chosen."""


class TokenFileError(ServerError):
    """A file cannot be used as a token's."""

    def __init__(self) -> None:
        super().__init__(
            f"Nøglefilen skal være din egen, kun kunne læses af dig (0600) og holde mindst {SHORTEST_TOKEN} tegn.",
            f"The token's file must be yours, readable by you alone (0600), and hold at least {SHORTEST_TOKEN} "
            "characters.",
        )


def make_token() -> str:
    """Return a new token from the system's random source."""
    return secrets.token_urlsafe(SHORTEST_TOKEN)


def read_token(path: Path) -> str:
    """Return the token that a file holds. Raises `TokenFileError`."""
    try:
        with path.open(encoding="ascii") as file:
            status = os.fstat(file.fileno())
            token = file.read().strip()
    except (OSError, ValueError):
        raise TokenFileError from None
    if status.st_uid != os.geteuid() or S_IMODE(status.st_mode) & 0o077 or len(token) < SHORTEST_TOKEN:
        raise TokenFileError
    return token


async def run_codec_server(
    settings: Settings,
    addresses: Addresses,
    token: Token,
    *,
    port: int,
    origin: str | None,
    ready: Callable[[], None],
) -> None:
    """Serve until a signal ends it; `ready` is called once the port listens. Raises `ServerError` if it is taken."""
    cancel_on_signals()
    codec = AesGcmCodec(keyring_of(addresses), settings.temporal_namespace)
    app = codec_app(Door(codec, settings.temporal_namespace, token, origin))
    with closing(listening_at(f"{LOOPBACK}:{port}")) as listening:
        ready()
        try:
            await serve(app, listening, asyncio.Event(), logged=False)
        except asyncio.CancelledError:
            # The signal's: nothing was begun that would have to be ended.
            return
