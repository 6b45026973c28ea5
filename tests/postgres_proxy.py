"""A proxy between a client and PostgreSQL that loses answers when it is told to."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path


class Proxy:
    """Forwards bytes between unix sockets. While `answers_to_lose` is above 0, the server's next answer is
    received, thrown away, and the connection cut: the client cannot know what the server did. The same goes,
    once, for the answer to a request that holds `lose_the_answer_to`.
    """

    def __init__(self, target: Path) -> None:
        self.answers_to_lose = 0
        self.lose_the_answer_to: bytes | None = None
        self._target = target

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_server_reader, to_server = await asyncio.open_unix_connection(str(self._target))
        upstream = asyncio.create_task(self._requests(reader, to_server))
        with suppress(OSError):
            await self._answers(to_server_reader, writer)
        upstream.cancel()
        writer.close()
        to_server.close()

    async def _requests(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if self.lose_the_answer_to is not None and self.lose_the_answer_to in data:
                    self.answers_to_lose, self.lose_the_answer_to = 1, None
                server.write(data)
                await server.drain()
        server.close()

    async def _answers(self, server: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        while data := await server.read(65536):
            if self.answers_to_lose > 0:
                self.answers_to_lose -= 1
                return
            client.write(data)
            await client.drain()


@asynccontextmanager
async def a_proxy_to(socket_file: Path) -> AsyncIterator[tuple[Proxy, Path]]:
    """Give a proxy and the folder of its socket."""
    with tempfile.TemporaryDirectory(prefix="exs-") as folder:
        proxy = Proxy(socket_file)
        server = await asyncio.start_unix_server(proxy.serve, str(Path(folder) / socket_file.name))
        try:
            yield proxy, Path(folder)
        finally:
            server.close()
