"""Every (role, action, record) once more through the desk, on a real PostgreSQL, and what the access log tells."""

from uuid import UUID, uuid4

import pytest

from adapters.desk.answers import Kept
from adapters.desk.desk import Desk
from domain.access.case import OF_RECORDS, Allowed
from domain.access.codes import AccessPurpose, Action
from domain.refusal import Refusal
from domain.trajectory_codes import Role
from domain.vault import Contents, Note
from domain.vault_codes import VaultField
from tests.adapters.desk.office import Office
from tests.domain.access.expected import EXPECTED
from tests.domain.access.records import COLUMNS, NOW, id_of

CASEWORK = AccessPurpose.CASEWORK
READ = {
    Action.READ_IDENTITY: VaultField.PHONE,
    Action.READ_ALIAS: VaultField.CALL_NAME,
    Action.READ_NOTES: VaultField.NOTE,
}
WRITTEN = {Action.WRITE_IDENTITY: VaultField.PHONE, Action.WRITE_ALIAS: VaultField.CALL_NAME}


async def done(desk: Desk, action: Action, name: str) -> Contents | Kept | Allowed | Refusal | object:
    """Do it where it reaches the vault, else ask whether it may be done."""
    trajectory = id_of(name)
    if action in READ:
        return await desk.read(trajectory, [READ[action]], CASEWORK)
    if action in WRITTEN:
        return await desk.write(trajectory, {WRITTEN[action]: "x"}, CASEWORK)
    if action is Action.WRITE_NOTE:
        return await desk.add_note(trajectory, Note(uuid4(), NOW.date(), "Talte om bolig."), CASEWORK)
    return await desk.allowed(action, trajectory)


@pytest.mark.parametrize("role", Role)
async def test_every_cell_holds_at_the_desk_and_the_access_log_tells_of_it(standing: Office, role: Role) -> None:
    desk = standing.desk(role)
    for action in Action:
        columns = COLUMNS if action in OF_RECORDS else COLUMNS[:1]
        before = await standing.newest()
        answers = {name: await done(desk, action, name) for name in columns}
        for name, answer in answers.items():
            expected = EXPECTED[role, action, name]
            assert answer == expected or (not isinstance(answer, Refusal) and isinstance(expected, Allowed)), name
        logged = [(row["action"], row["outcome"], row["trajectory"]) for row in await standing.logged(before)]
        assert logged == [entry for name in columns for entry in entries_of(role, action, name)]


def entries_of(role: Role, action: Action, name: str) -> list[tuple[str, str, UUID]]:
    """Return what the access log has to tell: each refusal, and each reaching into the vault."""
    if isinstance(EXPECTED[role, action, name], Refusal):
        return [(str(action), "refused", id_of(name))]
    return [(str(action), "allowed", id_of(name))] if action in {*READ, *WRITTEN, Action.WRITE_NOTE} else []


async def test_somebody_of_another_municipality_sees_nothing_that_is_there(standing: Office) -> None:
    for role in Role:
        desk = standing.desk(role, municipality="751")
        for action in Action:
            assert isinstance(await desk.allowed(action, id_of("own")), Refusal)
        assert (await desk.scope()).is_empty


async def test_a_partner_reads_contact_details_and_no_name(standing: Office) -> None:
    partner = standing.desk(Role.PARTNER)
    shared, before = id_of("shared"), await standing.newest()
    assert isinstance(await partner.read(shared, [VaultField.NAME], CASEWORK), Refusal)
    assert isinstance(await partner.read(shared, [VaultField.PHONE, VaultField.NAME], CASEWORK), Refusal)
    assert isinstance(await partner.read(shared, [VaultField.PHONE], CASEWORK), Contents)
    assert [row["outcome"] for row in await standing.logged(before)] == ["refused", "refused", "allowed"]


async def test_boards_show_a_partner_what_consents_in_force_share(standing: Office) -> None:
    scope = await standing.desk(Role.PARTNER).scope()
    assert scope.trajectories == frozenset({id_of("shared"), id_of("course-shared")})
    other = await standing.desk(Role.PARTNER, provider="reden").scope()
    assert other.is_empty
