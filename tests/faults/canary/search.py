"""The search: which canaries stand in which places, in whatever encoding."""

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tests.faults.canary.words import needles

NEEDLES = needles()
ZEROS = bytes(64)


class Found(NamedTuple):
    """Where a canary was found, which, and how it was written; never its surroundings."""

    place: str
    canary: str
    encoding: str


class Place(NamedTuple):
    """Something that was left somewhere: its name, and all of its bytes."""

    name: str
    content: bytes


def canaries_in(places: Iterable[Place]) -> list[Found]:
    """Return every canary in every place, those in names and in what was packed too."""
    return list(found_in(places))


def found_in(places: Iterable[Place]) -> Iterator[Found]:
    """Yield them as they are found."""
    return (found for place in places for part in _parts(place) for found in _found(part))


def _parts(place: Place) -> Iterator[Place]:
    yield place
    yield Place(f"{place.name} (its name)", place.name.encode(errors="replace"))
    for kind, unpack in (("gzip", gzip.decompress), ("zlib", zlib.decompress)):
        if place.content[:2] in MAGIC[kind]:
            with suppress(OSError, EOFError, zlib.error):
                yield Place(f"{place.name} ({kind})", unpack(place.content))


MAGIC: Mapping[str, tuple[bytes, ...]] = {
    "gzip": (b"\x1f\x8b",),
    "zlib": (b"\x78\x01", b"\x78\x9c", b"\x78\xda"),
}


def _found(place: Place) -> Iterator[Found]:
    # No needle has so many zeros, and the files of a database have little else: they are slow to search.
    content = place.content.replace(ZEROS, b"")
    for needle, (canary, encoding) in NEEDLES.items():
        if needle in content:
            yield Found(place.name, canary, encoding)


def files_under(folder: Path, *, but: Iterable[Path] = ()) -> Iterator[Place]:
    """Yield every file under a folder by its path, but some."""
    left_out = set(but)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path not in left_out:
            with suppress(FileNotFoundError):
                yield Place(str(path.relative_to(folder)), path.read_bytes())
