"""The sockets that processes listen on, as the kernel lists them."""

import socket
import struct
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

LISTEN = "0A"


def listening(pids: Sequence[int]) -> list[tuple[IPv4Address | IPv6Address, int]]:
    """Return address and port of every TCP socket that these processes listen on."""
    mine = {inode for pid in pids for inode in _inodes(pid)}
    return [
        (address, port)
        for table in ("tcp", "tcp6")
        for address, port, state, inode in _rows(table)
        if state == LISTEN and inode in mine
    ]


def _inodes(pid: int) -> Iterator[str]:
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        target = str(handle.readlink()) if handle.is_symlink() else ""
        if target.startswith("socket:["):
            yield target[len("socket:[") : -1]


def _rows(table: str) -> Iterator[tuple[IPv4Address | IPv6Address, int, str, str]]:
    for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
        words = line.split()
        address, port = words[1].split(":")
        yield _address(address), int(port, 16), words[3], words[9]


def _address(written: str) -> IPv4Address | IPv6Address:
    """Read an address as the kernel writes it: words of 32 bits in the machine's own byte order."""
    words = [int(written[start : start + 8], 16) for start in range(0, len(written), 8)]
    packed = b"".join(struct.pack("=I", word) for word in words)
    family = socket.AF_INET if len(packed) == 4 else socket.AF_INET6
    text = socket.inet_ntop(family, packed)
    return IPv4Address(text) if family == socket.AF_INET else IPv6Address(text)
