"""Return codes through the desk."""

import pytest

from adapters.desk.answers import GivenCode
from adapters.desk.desk import Desk
from adapters.return_codes import MISTYPED_CODE, UNKNOWN_CODE, new_code
from domain.access.codes import AccessOutcome, Action
from domain.access.refusals import NOT_THIS_WAY, NOT_YOUR_ROLE
from domain.commands.contacts import GiveReturnCode, RevokeReturnCode
from domain.handler import Accepted
from domain.refusal import Refusal
from domain.refusals import NO_SUCH_TRAJECTORY
from domain.trajectory_codes import Role
from tests.adapters.desk.office import Office
from tests.domain.access.records import id_of
from tests.domain.samples import command

OWN, COLLEAGUE, ELSEWHERE = id_of("own"), id_of("colleague"), id_of("elsewhere")
HERE, THERE = "192.0.2.7", "192.0.2.8"
TODAY = "2026-03-02"


@pytest.fixture
def desk(standing: Office) -> Desk:
    return standing.desk(Role.CTI_WORKER)


async def code_of(desk: Desk) -> str:
    given = await desk.give_code(command(GiveReturnCode, TODAY, trajectory=OWN))
    assert isinstance(given, GivenCode)
    assert given.code is not None
    assert given.code not in repr(given)
    return given.code


async def test_a_code_opens_its_trajectory_to_anybody_at_the_centre(standing: Office, desk: Desk) -> None:
    code = await code_of(desk)
    assert await desk.open_by_code(code, HERE) == OWN
    assert await standing.desk(Role.CTI_WORKER, code="CTI2").open_by_code(code.lower(), HERE) == OWN
    assert (await standing.outcomes(Action.OPEN_BY_CODE, OWN))[-2:] == [AccessOutcome.ALLOWED] * 2


async def test_to_whom_it_is_not_to_handle_it_opens_nothing_in_the_words_of_an_unknown_one(
    standing: Office, desk: Desk
) -> None:
    code = await code_of(desk)
    elsewhere = standing.desk(Role.BRIDGE_BUILDER, code="BB2", centre="jobcenter")
    before = await standing.outcomes(Action.OPEN_BY_CODE, OWN)
    assert await elsewhere.open_by_code(code, HERE) == await elsewhere.open_by_code(new_code(), HERE) == UNKNOWN_CODE
    assert await standing.outcomes(Action.OPEN_BY_CODE, OWN) == [*before, AccessOutcome.REFUSED]


async def test_a_role_that_handles_no_trajectories_tries_no_code(standing: Office, desk: Desk) -> None:
    code = await code_of(desk)
    assert await standing.desk(Role.METHOD_SUPERVISOR).open_by_code(code, HERE) == NOT_YOUR_ROLE


async def test_a_revoked_code_opens_nothing_and_a_mistyped_one_says_so(desk: Desk) -> None:
    code = await code_of(desk)
    assert isinstance(await desk.advance(command(RevokeReturnCode, TODAY, trajectory=OWN)), Accepted)
    assert await desk.open_by_code(code, HERE) == UNKNOWN_CODE
    assert await desk.open_by_code("7K3F", HERE) == MISTYPED_CODE


async def test_who_guesses_is_locked_out_and_the_code_goes_on(standing: Office, desk: Desk) -> None:
    code, guesser = await code_of(desk), standing.desk(Role.CTI_WORKER, code="CTI8")
    answers = [await guesser.open_by_code(new_code(), THERE) for _ in range(8)]
    codes = [answer.code for answer in answers if isinstance(answer, Refusal)]
    assert codes[0] == UNKNOWN_CODE.code
    assert codes[-1] == "too-many-codes"
    assert isinstance(await guesser.open_by_code(code, THERE), Refusal)
    assert await desk.open_by_code(code, HERE) == OWN


async def test_a_code_is_given_for_what_one_sees_and_not_as_a_plain_command(standing: Office, desk: Desk) -> None:
    assert await desk.give_code(command(GiveReturnCode, TODAY, trajectory=ELSEWHERE)) == NO_SUCH_TRAJECTORY
    assert await desk.revoke_code(command(RevokeReturnCode, TODAY, trajectory=ELSEWHERE)) == NO_SUCH_TRAJECTORY
    assert await desk.advance(command(GiveReturnCode, TODAY, trajectory=OWN)) == NOT_THIS_WAY
