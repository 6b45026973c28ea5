"""`exitspor up`: the servers, the database made ready, and the roles, in one process that stops in good order."""

import asyncio
import resource
from collections.abc import AsyncIterator, Callable, Iterator, Set
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from socket import AF_INET6, socket
from typing import Protocol

from adapters.addresses import Addresses, embedded_database
from adapters.bootstrap import open_services, prepare_database
from adapters.embedded.ports import web_socket
from adapters.embedded.servers import EmbeddedServers
from adapters.embedded.state import prepare_state
from adapters.login.logins import files_of
from adapters.logs import log_to_file, log_to_stderr
from adapters.process.demo import SEED, fill_demo, is_empty
from adapters.process.driver_seen import DriverSeen, is_alive
from adapters.process.roles import Place, RoleName, roles_of
from adapters.process.signals import cancel_on_signals
from adapters.process.supervise import kept_up
from adapters.process.watch import watched
from adapters.services import Services
from adapters.settings import Settings
from projections.boards import BOARDS
from projections.engine.lag import lag
from projections.engine.wait import LOOK_SECONDS, wait_until

LONG = 3600.0
DRIVER_SECONDS = 5.0
"""How long a start waits for the clock's driver. The pages do without it, and `status` tells if it does not come."""


class Tells(Protocol):
    """What a start tells a person."""

    def board_is_made(self, board: str) -> Callable[[float], None]:
        """A board is folded from the log; return what is told how much of it is done, from 0 to 1."""

    def demo_begins(self) -> Callable[[int, int], None]:
        """The demo is being filled in; return what is told how many of how many parts are done."""

    def demo_is_there(self) -> None:
        """The demo is not filled in, since the log has trajectories already."""

    def nobody_can_log_in(self, code: str) -> None:
        """There is no account yet; the first is made on the pages by this one-time code."""

    def ready(self, web: str | None, metrics: str | None) -> None:
        """Everything runs, and the boards hold what the log says; `metrics` is ``host:port``, None for nowhere."""


async def run(settings: Settings, roles: Set[RoleName], *, demo: bool, tells: Tells) -> None:
    """Run until a signal ends it. Raises `ServerError`, MigrationError, SettingsError, what the database does."""
    if settings.oidc_issuer and RoleName.WEB in roles:
        files_of(settings)
    cancel_on_signals()
    # A core file of this process would hold the keys.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _write_logs(settings)
    try:
        await _run(settings, roles, demo, tells)
    except asyncio.CancelledError:
        # The signal's: everything below was left in order, in the reverse order in which it was begun.
        return


async def _run(settings: Settings, roles: Set[RoleName], demo: bool, tells: Tells) -> None:
    async with (
        watched(settings, roles) as watch,
        EmbeddedServers(settings) as servers,
        _open(settings, servers, tells) as (addresses, services),
    ):
        if demo:
            await _fill_demo(services, tells)
        with _page_socket(settings, roles) as page:
            place = Place(services, addresses, page)
            async with kept_up(list(roles_of(roles, place))), watch.of(place):
                if RoleName.PROJECTOR in roles:
                    await _boards_catch_up(services)
                    await _driver_begins(services)
                web = _address(page) if page else None
                servers.announce(web)
                if RoleName.WEB in roles:
                    await _tell_how_to_begin(settings, services, tells)
                tells.ready(web, settings.metrics)
                await asyncio.Event().wait()


@asynccontextmanager
async def _open(
    settings: Settings, servers: EmbeddedServers, tells: Tells
) -> AsyncIterator[tuple[Addresses, Services]]:
    embedded = servers.superuser and embedded_database(servers.superuser["host"], servers.superuser["port"])
    given = settings.postgres.get_secret_value() if settings.postgres else ""
    addresses = Addresses(embedded or given, servers.temporal, servers.secrets, settings.role_prefix)
    await prepare_database(settings, addresses, servers.superuser, tells.board_is_made)
    async with open_services(settings, addresses) as services:
        yield addresses, services


async def _fill_demo(services: Services, tells: Tells) -> None:
    if await is_empty(services):
        await services.logins.accounts.mark_demo()
        await fill_demo(services, seed=SEED, progress=tells.demo_begins())
    else:
        tells.demo_is_there()


async def _tell_how_to_begin(settings: Settings, services: Services, tells: Tells) -> None:
    """Make the code of the first set-up and show it to who sits here. On given servers what is said may be kept."""
    if services.logins.has_issuer or not settings.embeds:
        return
    code = await services.logins.accounts.print_code()
    if code is not None:
        tells.nobody_can_log_in(code)


@contextmanager
def _page_socket(settings: Settings, roles: Set[RoleName]) -> Iterator[socket | None]:
    if RoleName.WEB not in roles:
        yield None
        return
    with closing(web_socket(settings)) as page:
        yield page


def _address(page: socket) -> str:
    host, port = page.getsockname()[:2]
    return f"http://[{host}]:{port}/" if page.family == AF_INET6 else f"http://{host}:{port}/"


async def _boards_catch_up(services: Services) -> None:
    """Return when every board holds what the log says now, and its runner has been seen."""
    head = await services.log.head()
    for board in BOARDS:
        while not await wait_until(services.pool, board, head, seconds=LONG):
            continue
    while not all(item.is_followed for item in await lag(services.pool, services.log)):  # noqa: ASYNC110  (elsewhere)
        await asyncio.sleep(LOOK_SECONDS)


async def _driver_begins(services: Services) -> None:
    """Return when the clock's driver, this process's or another's, was seen; at the latest after five seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(DRIVER_SECONDS):
            while not is_alive(await DriverSeen(services.pool).unseen()):  # noqa: ASYNC110  (another's, maybe)
                await asyncio.sleep(LOOK_SECONDS)


def _write_logs(settings: Settings) -> None:
    if settings.embeds:
        log_to_file(prepare_state(settings.state), rotate=True)
    else:
        log_to_stderr()
