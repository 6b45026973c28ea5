"""`exitspor prepare`: what only an administrator's PostgreSQL needs, once."""

import asyncio
import os

from adapters.cli.printing import say
from adapters.cli.session import chosen, troubles_told
from adapters.cli.trouble import BadInputError, Words
from adapters.process.prepare import prepare_roles

SUPERUSER = "EXITSPOR_SUPERUSER"
NEEDS_SUPERUSER = Words(
    f"{SUPERUSER}: angiv adressen på Exitspors database som en bruger, der må lave roller.",
    f"{SUPERUSER}: give the address of Exitspor's database as a user who may make roles.",
)


def prepare() -> None:
    """Make the secrets and the roles on a given PostgreSQL, as its superuser (forbered databasen)."""
    superuser = os.environ.get(SUPERUSER, "")
    if not superuser.startswith(("postgresql://", "postgres://")):
        raise BadInputError([NEEDS_SUPERUSER])
    with troubles_told():
        path = asyncio.run(prepare_roles(chosen(), superuser))
    say(f"Databasens roller er klar. Hemmelighederne ligger i {path}: tag en sikkerhedskopi af den fil.")
    say(f"The database's roles are ready. The secrets are in {path}: back that file up.")
