"""Ports of this machine: one that is free, and the web page's own socket."""

import socket
from pathlib import Path

from adapters.embedded.errors import ServerError
from adapters.embedded.files import write_private
from adapters.settings import Settings

LOOPBACK = "127.0.0.1"
NEIGHBOURS = 100
BACKLOG = 2048


def remembered_port(path: Path) -> int:
    """Return the port that a file remembers, or another, remembered from now on, if it is taken."""
    remembered = path.read_text().strip() if path.exists() else ""
    if remembered.isdecimal() and _is_free(int(remembered)):
        return int(remembered)
    with socket.create_server((LOOPBACK, 0)) as free:
        port = int(free.getsockname()[1])
    write_private(path, str(port).encode())
    return port


def web_socket(settings: Settings) -> socket.socket:
    """Return a listening socket for the web page, to be handed to the web server: no port is lost between
    choosing and listening.

    A busy port is replaced by the next free one unless it was set; then `ServerError` is raised.
    """
    last = settings.port if settings.port_is_fixed else min(settings.port + NEIGHBOURS, 65535)
    for port in range(settings.port, last + 1):
        if found := _listen(settings.host, port):
            return found
    raise ServerError(
        f"Port {settings.port} på {settings.host} er optaget. Sæt EXITSPOR_PORT til en, der er fri.",
        f"Port {settings.port} on {settings.host} is taken. Set EXITSPOR_PORT to one that is free.",
    )


def listening_at(address: str) -> socket.socket:
    """Return a socket that listens at ``host:port``. Raises `ServerError` if the port is taken."""
    host, _, port = address.rpartition(":")
    if found := _listen(host.strip("[]"), int(port)):
        return found
    raise ServerError(
        f"{address} er optaget. Vælg en anden port (EXITSPOR_METRICS, --port).",
        f"{address} is taken. Choose another port (EXITSPOR_METRICS, --port).",
    )


def _listen(host: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError:
        return None


def _is_free(port: int) -> bool:
    found = _listen(LOOPBACK, port)
    if found:
        found.close()
    return found is not None
