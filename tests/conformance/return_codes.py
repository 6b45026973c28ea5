"""The contract of return codes that are claimed in an append's own transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid4

import pytest

from adapters.return_codes import May
from domain.access.codes import AccessPurpose, Action
from domain.log import (
    AppendOutcome,
    CommandAppend,
    EventLog,
    InvalidAppend,
    ReturnCodeClaim,
    ReturnCodeTaken,
    VersionConflict,
)
from domain.vault import Reading
from tests.conformance.commands import a_command, appended, content_of

CODE, OTHER_CODE, CRITERION = content_of("code"), content_of("other code"), content_of("criterion")
READING = Reading("BB1", Action.OPEN_BY_CODE, AccessPurpose.CASEWORK, datetime(2026, 1, 20, tzinfo=UTC))


class ClaimingLog(EventLog, Protocol):
    """An event log that keeps return codes beside its events."""

    async def append(
        self, commands: Sequence[CommandAppend], *, claim: ReturnCodeClaim | None = None
    ) -> tuple[AppendOutcome, ...]: ...

    async def return_code_opens(self, fingerprint: bytes, trajectory: UUID) -> bool: ...

    async def open_by_code(
        self, fingerprint: bytes | None, criterion: bytes, reading: Reading, may: May
    ) -> UUID | None: ...


async def opened(log: ClaimingLog, code: bytes | None) -> UUID | None:
    """Try a code, as one who may open anything."""
    return await log.open_by_code(code, CRITERION, READING, anybody)


async def anybody(trajectory: UUID) -> bool:
    return True


async def nobody(trajectory: UUID) -> bool:
    return False


class ReturnCodeContract:
    """What a claim promises."""

    async def test_an_unknown_code_opens_nothing(self, log: ClaimingLog) -> None:
        assert await opened(log, CODE) is None

    async def test_a_claimed_code_opens_its_trajectory(self, log: ClaimingLog) -> None:
        trajectory = uuid4()
        appended(await log.append([a_command(trajectory)], claim=ReturnCodeClaim(trajectory, CODE)))
        assert await opened(log, CODE) == trajectory
        assert await opened(log, OTHER_CODE) is None

    async def test_a_code_opens_nothing_to_who_may_not_open_its_trajectory(self, log: ClaimingLog) -> None:
        trajectory = uuid4()
        await log.append([a_command(trajectory)], claim=ReturnCodeClaim(trajectory, CODE))
        assert await log.open_by_code(CODE, CRITERION, READING, nobody) is None

    async def test_without_a_fingerprint_nothing_is_opened(self, log: ClaimingLog) -> None:
        trajectory = uuid4()
        await log.append([a_command(trajectory)], claim=ReturnCodeClaim(trajectory, CODE))
        assert await opened(log, None) is None

    async def test_who_made_a_code_can_ask_whether_it_opens_its_trajectory(self, log: ClaimingLog) -> None:
        trajectory, other = uuid4(), uuid4()
        await log.append([a_command(trajectory)], claim=ReturnCodeClaim(trajectory, CODE))
        assert await log.return_code_opens(CODE, trajectory)
        assert not await log.return_code_opens(CODE, other)
        assert not await log.return_code_opens(OTHER_CODE, trajectory)

    async def test_a_new_code_replaces_the_old_one(self, log: ClaimingLog) -> None:
        trajectory = uuid4()
        await log.append([a_command(trajectory)], claim=ReturnCodeClaim(trajectory, CODE))
        await log.append([a_command(trajectory, 1)], claim=ReturnCodeClaim(trajectory, OTHER_CODE))
        assert await opened(log, CODE) is None
        assert await opened(log, OTHER_CODE) == trajectory

    async def test_the_same_code_may_be_claimed_again_by_its_trajectory(self, log: ClaimingLog) -> None:
        trajectory = uuid4()
        await log.append([a_command(trajectory)], claim=ReturnCodeClaim(trajectory, CODE))
        await log.append([a_command(trajectory, 1)], claim=ReturnCodeClaim(trajectory, CODE))
        assert await opened(log, CODE) == trajectory

    async def test_a_claim_without_fingerprint_erases_the_code_of_this_trajectory_only(
        self, log: ClaimingLog
    ) -> None:
        first, second = uuid4(), uuid4()
        await log.append([a_command(first)], claim=ReturnCodeClaim(first, CODE))
        await log.append([a_command(second)], claim=ReturnCodeClaim(second, OTHER_CODE))
        await log.append([a_command(first, 1)], claim=ReturnCodeClaim(first, None))
        assert await opened(log, CODE) is None
        assert await opened(log, OTHER_CODE) == second

    async def test_a_code_of_another_trajectory_stores_nothing_at_all(self, log: ClaimingLog) -> None:
        first, second = uuid4(), uuid4()
        await log.append([a_command(first)], claim=ReturnCodeClaim(first, CODE))
        with pytest.raises(ReturnCodeTaken):
            await log.append([a_command(second)], claim=ReturnCodeClaim(second, CODE))
        assert await log.head() == 1
        assert await opened(log, CODE) == first

    async def test_a_resend_claims_nothing(self, log: ClaimingLog) -> None:
        trajectory = uuid4()
        command = a_command(trajectory)
        await log.append([command], claim=ReturnCodeClaim(trajectory, CODE))
        await log.append([a_command(trajectory, 1)], claim=ReturnCodeClaim(trajectory, None))
        [again] = appended(await log.append([command], claim=ReturnCodeClaim(trajectory, CODE)))
        assert not again.first_time
        assert await opened(log, CODE) is None

    async def test_a_resend_is_answered_although_its_code_is_another_trajectorys_by_now(
        self, log: ClaimingLog
    ) -> None:
        first, second = uuid4(), uuid4()
        command = a_command(first)
        await log.append([command], claim=ReturnCodeClaim(first, CODE))
        await log.append([a_command(first, 1)], claim=ReturnCodeClaim(first, None))
        await log.append([a_command(second)], claim=ReturnCodeClaim(second, CODE))
        appended(await log.append([command], claim=ReturnCodeClaim(first, CODE)))
        assert await opened(log, CODE) == second

    async def test_a_refused_command_claims_nothing(self, log: ClaimingLog) -> None:
        trajectory = uuid4()
        await log.append([a_command(trajectory)])
        late = a_command(trajectory)
        [refused] = await log.append([late], claim=ReturnCodeClaim(trajectory, CODE))
        assert isinstance(refused, VersionConflict)
        used = replace(a_command(trajectory, 1), command_id=late.command_id)
        await log.append([used])
        await log.append([replace(used, content=OTHER_CODE)], claim=ReturnCodeClaim(trajectory, CODE))
        assert await opened(log, CODE) is None

    @pytest.mark.parametrize("count", [0, 2])
    async def test_a_claim_belongs_to_exactly_one_command(self, log: ClaimingLog, count: int) -> None:
        commands = [a_command() for _ in range(count)]
        with pytest.raises(InvalidAppend):
            await log.append(commands, claim=ReturnCodeClaim(uuid4(), CODE))
        assert await log.head() == 0
