"""Making and removing evaluators' logins, as a superuser. What they see is in `migrations/0017_evaluators.sql`."""

from dataclasses import dataclass, field
from datetime import date
from secrets import token_bytes, token_urlsafe

import asyncpg

from adapters.postgres.scram import scram_verifier
from adapters.postgres.statements import roles, with_prefix

SALT_BYTES = 32
CONNECTIONS = 3

MADE = """
SELECT format(
    'CREATE ROLE %1$I LOGIN NOINHERIT NOCREATEDB NOCREATEROLE CONNECTION LIMIT %3$s PASSWORD %2$L', $1::text,
    $2::text, $3::integer
)
"""
# What a login asks stands in the server's own log, also where it rolls the transaction back that wrote its export
# down: only a superuser can set, and so unset, this.
RIGHTS = """
SELECT format(
    'ALTER ROLE %1$I SET log_statement = ''all''; ALTER ROLE %1$I SET idle_in_transaction_session_timeout = ''5min'';'
    'GRANT CONNECT ON DATABASE %2$I TO %1$I; GRANT USAGE ON SCHEMA study TO %1$I;'
    'GRANT SELECT ON study.event TO %1$I; GRANT EXECUTE ON FUNCTION study.events() TO %1$I',
    $1::text, current_database()
)
"""
ENTITLED = """
INSERT INTO study.entitlement (login, municipality, worker, programme, first_day, last_day, known_until, salt)
SELECT $1, i.municipality, $2, $3, $4, $5, clock_timestamp(), $6 FROM log.installation AS i
"""
ENDED = "DELETE FROM study.entitlement WHERE login = $1 RETURNING true"
SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1"
REMOVED = "SELECT format('DROP OWNED BY %1$I; DROP ROLE %1$I', $1::text)"
ALL = """
SELECT login, worker, programme, first_day, last_day FROM study.entitlement
WHERE municipality = (SELECT i.municipality FROM log.installation AS i) ORDER BY worker
"""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Who may look, at which programme (None: all), from the first day to the last, both included."""

    login: str
    worker: str
    programme: str | None
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Login:
    """A login that was made. Nobody can tell the password later."""

    name: str
    password: str = field(repr=False)


class LoginTaken(ValueError):  # noqa: N818
    """The server has a role of that name already."""


def login_of(prefix: str, worker: str) -> str:
    """Return the name of an evaluator's login: the installation's prefix and the staff code."""
    return f"{prefix}_{worker.lower()}"


async def add_evaluator(
    superuser: asyncpg.Connection, prefix: str, worker: str, *, programme: str | None, first_day: date, last_day: date
) -> Login:
    """Make a login with pseudonyms of its own, which shows what was recorded until now.

    The roles' rights are given anew first: an administrator's roles.sql may be older, and leave everybody the
    advisory locks by which an evaluator could stop the program. Raises LoginTaken, and what asyncpg raises.

    `superuser` is connected to the installation's database; the server gets a SCRAM verifier, never the password.
    """
    login = Login(login_of(prefix, worker), token_urlsafe(24))
    async with superuser.transaction():
        await superuser.execute(with_prefix(roles(), prefix))
        try:
            await _carry_out(superuser, MADE, login.name, scram_verifier(login.password), CONNECTIONS)
        except asyncpg.DuplicateObjectError:
            raise LoginTaken(login.name) from None
        await _carry_out(superuser, RIGHTS, login.name)
        await superuser.execute(ENTITLED, login.name, worker, programme, first_day, last_day, token_bytes(SALT_BYTES))
    return login


async def remove_evaluator(superuser: asyncpg.Connection, prefix: str, worker: str) -> bool:
    """End a login with its sessions and forget its salt; return False if there is none."""
    login = login_of(prefix, worker)
    async with superuser.transaction():
        if not await superuser.fetchval(ENDED, login):
            return False
        await superuser.execute(SESSIONS, login)
        await _carry_out(superuser, REMOVED, login)
    return True


async def evaluators(superuser: asyncpg.Connection) -> tuple[Evaluator, ...]:
    """Return all logins of this installation."""
    return tuple(Evaluator(**row) for row in await superuser.fetch(ALL))


async def _carry_out(superuser: asyncpg.Connection, statement: str, *values: object) -> None:
    """Carry out the statement that a query makes, with every name and value quoted by the server."""
    await superuser.execute(await superuser.fetchval(statement, *values))
