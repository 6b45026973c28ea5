"""Connecting to Temporal."""

import asyncio

from temporalio.client import Client

from adapters.temporal.codec import Keyring
from adapters.temporal.converter import sealed_converter

IDENTITY = "exitspor"
"""Stands in the clear in Temporal's database; the library's default would tell process and host."""

SECONDS_TO_CONNECT = 30.0
PAUSE = 0.25


class TemporalUnreachableError(Exception):
    """Nobody answered at Temporal's address."""


async def connect(target: str, namespace: str, keyring: Keyring) -> Client:
    """Connect to Temporal at `host:port`, trying for 30 seconds. Raises `TemporalUnreachableError`."""
    converter = sealed_converter(keyring, namespace)
    deadline = asyncio.get_running_loop().time() + SECONDS_TO_CONNECT
    while True:
        try:
            return await Client.connect(target, namespace=namespace, data_converter=converter, identity=IDENTITY)
        except RuntimeError as error:
            if asyncio.get_running_loop().time() > deadline:
                raise TemporalUnreachableError(
                    f"Temporal svarer ikke på {target}. Kontrollér adressen, og at serveren kører. / "
                    f"Temporal does not answer at {target}. Check the address and that the server runs."
                ) from error
        await asyncio.sleep(PAUSE)
