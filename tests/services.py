"""An installation's services on a log of the tests, wired as `bootstrap` wires them, with keys of the tests."""

from collections.abc import Callable
from datetime import datetime

from adapters.postgres.log import PostgresEventLog
from adapters.return_codes import ReturnCodes
from adapters.services import Services, now_utc
from adapters.settings import Settings
from adapters.throttle.throttle import PostgresThrottle
from domain.handler import CommandHandler

KEY = bytes(32)


def services_on(
    log: PostgresEventLog,
    *,
    settings: Settings | None = None,
    handler: CommandHandler | None = None,
    clock: Callable[[], datetime] = now_utc,
) -> Services:
    """Return the services of a log, with settings and a handler of their own where none are given."""
    handles = handler or CommandHandler(log)
    throttle = PostgresThrottle(log.pool, KEY)
    return Services(
        settings=settings or Settings(),
        log=log,
        handler=handles,
        return_codes=ReturnCodes(handles, log, KEY, throttle),
        throttle=throttle,
        export_key=KEY,
        clock=clock,
    )
