"""The demo's people are made up, and nobody who is anonymous has a name."""

from datetime import UTC, datetime

from adapters.demo.fill import fill
from adapters.demo.people import introduce
from adapters.memory.log import InMemoryEventLog
from adapters.memory.vault import InMemoryVault
from domain.access.codes import AccessPurpose, Action
from domain.cpr import Cpr, cpr_of
from domain.handler import CommandHandler
from domain.vault import Contents, Reading
from domain.vault_codes import VaultField

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
READING = Reading("BB01", Action.READ_IDENTITY, AccessPurpose.CASEWORK, NOW)


async def test_people_are_made_up_once_and_nobody_who_is_anonymous_has_a_name() -> None:
    log, vault = InMemoryEventLog(), InMemoryVault()
    handler = CommandHandler(log)
    await fill(handler, municipality="101", now=NOW, seed=2013, progress=lambda done, total: None)
    trajectories = await log.streams("trajectory")

    told = await introduce(handler, vault, trajectories, now=NOW, seed=2013)
    first = {one: await vault.read(one, set(VaultField), READING) for one in trajectories}
    await introduce(handler, vault, trajectories, now=NOW, seed=2013)

    assert first == {one: await vault.read(one, set(VaultField), READING) for one in trajectories}
    assert told == sum(bool(contents.fields) for contents in first.values())
    named = {one for one, contents in first.items() if VaultField.NAME in contents.fields}
    assert named
    assert not any([(await handler.trajectory(one)).is_anonymous for one in named])
    assert all(is_nobody(first[one]) for one in named)


def is_nobody(contents: Contents) -> bool:
    cpr = cpr_of(contents.fields[VaultField.CPR])
    return isinstance(cpr, Cpr) and cpr.is_replacement and contents.fields[VaultField.NAME].startswith("Demo-")
