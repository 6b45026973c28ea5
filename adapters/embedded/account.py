"""The user that PostgreSQL runs as: ourselves, or, since it refuses root, a user that is there already."""

import os
import pwd
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from adapters.embedded.errors import ServerError

UNPRIVILEGED = ("postgres", "nobody")


class Identity(TypedDict, total=False):
    """The arguments by which a subprocess becomes another user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A user and group id; `switched` where it is not the one we run as."""

    uid: int
    gid: int
    switched: bool

    @classmethod
    def current(cls) -> "Account":
        """Return the account that we run as."""
        return cls(os.geteuid(), os.getegid(), switched=False)

    def identity(self) -> Identity:
        """Return what a subprocess needs to run as this account."""
        if not self.switched:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a file or directory to this account."""
        if self.switched:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def account_for(cluster: Path) -> Account:
    """Return the account for a cluster: its owner, or for a new one `postgres`, else `nobody`, under root.

    No user is ever made. Raises `ServerError` for root on systems without ``/proc``, where a data directory
    below a private one cannot be reached (see `cluster`).
    """
    if os.geteuid() != 0:
        return Account.current()
    if sys.platform != "linux":
        raise ServerError(
            "PostgreSQL kan ikke køre som root her. Start Exitspor som en almindelig bruger.",
            "PostgreSQL cannot run as root here. Start Exitspor as an ordinary user.",
        )
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, switched=True)
    return _unprivileged()


def _unprivileged() -> Account:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known and known[name].pw_uid != 0:
            return Account(known[name].pw_uid, known[name].pw_gid, switched=True)
    raise ServerError(
        "Her er hverken en bruger »postgres« eller »nobody«. Start Exitspor som en almindelig bruger.",
        'There is neither a user "postgres" nor "nobody". Start Exitspor as an ordinary user.',
    )
