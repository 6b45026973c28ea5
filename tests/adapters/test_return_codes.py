"""Return codes: how they are made, mistyped, given, replaced, revoked and found."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import combinations
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.memory.log import InMemoryEventLog
from adapters.memory.throttle import InMemoryThrottle
from adapters.return_codes import (
    ALPHABET,
    SYMBOLS,
    UNKNOWN_CODE,
    MistypedCodeError,
    ReturnCodes,
    check_symbol,
    new_code,
    read,
    shown,
)
from adapters.throttle.subjects import Subjects
from domain.access.codes import AccessPurpose, Action
from domain.base import SYSTEM
from domain.commands.contacts import GiveReturnCode, RevokeReturnCode
from domain.commands.reference import Define
from domain.handler import Accepted, CommandHandler
from domain.log import Appended, AppendOutcome, CommandAppend, ReturnCodeClaim, ReturnCodeTaken
from domain.refusal import Refusal
from domain.vault import Reading
from tests.domain.samples import DEFINITIONS, TRAJECTORY, command, opened

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
DAY = "2026-01-20"
KEY = bytes(range(32))
CASEWORK = AccessPurpose.CASEWORK
BRIDGE = Subjects("192.0.2.1", "BB1")
codes = st.text(alphabet=ALPHABET, min_size=SYMBOLS, max_size=SYMBOLS).map(lambda text: text + check_symbol(text))


async def handler_with_a_trajectory(log: InMemoryEventLog) -> CommandHandler:
    handler = CommandHandler(log)
    for event in DEFINITIONS:
        answer = await handler.handle(command(Define, DAY, actor=SYSTEM, definition=event.definition), NOW)
        assert isinstance(answer, Accepted)
    assert isinstance(await handler.handle(opened(DAY), NOW), Accepted)
    return handler


async def return_codes(log: InMemoryEventLog) -> ReturnCodes:
    return ReturnCodes(await handler_with_a_trajectory(log), log, KEY, InMemoryThrottle())


async def everybody(trajectory: UUID) -> bool:
    return True


async def nobody(trajectory: UUID) -> bool:
    return False


async def opened_with(codes: ReturnCodes, typed: str, user: str = "BB1") -> UUID | str:
    """Return the trajectory that a code opens, or the code of the refusal."""
    found = await codes.find(typed, by=Subjects("192.0.2.1", user), now=NOW, may=everybody)
    return found.code if isinstance(found, Refusal) else found


def test_a_code_has_60_random_bits_and_no_symbol_that_is_read_as_another() -> None:
    assert len(ALPHABET) ** SYMBOLS >= 2**60
    assert not set("ILOU") & set(ALPHABET)
    assert len({new_code() for _ in range(1000)}) == 1000


def test_every_symbol_is_used_in_every_place() -> None:
    made = [read(new_code()) for _ in range(3000)]
    for place in range(SYMBOLS + 1):
        assert {code[place] for code in made} == set(ALPHABET)


def test_a_code_is_shown_in_groups_of_four() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 1]


@given(codes)
def test_a_code_is_read_in_any_case_and_with_or_without_dashes(code: str) -> None:
    assert read(shown(code)) == read(code.lower()) == read(f" {code[:3]} {code[3:]} \n") == code


@given(codes)
def test_a_letter_that_is_read_as_a_figure_is_taken_for_it(code: str) -> None:
    assert read(code.replace("0", "O").replace("1", "I")) == read(code.replace("0", "o").replace("1", "l")) == code


@given(codes, st.data())
def test_any_one_wrong_symbol_is_noticed(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, SYMBOLS))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(code[place], "")))
    with pytest.raises(MistypedCodeError):
        read(code[:place] + wrong + code[place + 1 :])


@given(codes)
def test_any_two_symbols_that_changed_places_are_noticed(code: str) -> None:
    for one, other in combinations(range(SYMBOLS + 1), 2):
        symbols = list(code)
        symbols[one], symbols[other] = symbols[other], symbols[one]
        if symbols != list(code):
            with pytest.raises(MistypedCodeError):
                read("".join(symbols))


@given(st.text(max_size=SYMBOLS // 2))
def test_what_is_no_code_is_refused_without_being_shown(typed: str) -> None:
    with pytest.raises(MistypedCodeError) as refused:
        read(typed)
    assert not refused.value.args


async def test_a_code_that_was_given_opens_its_trajectory() -> None:
    codes = await return_codes(InMemoryEventLog())
    answer, code = await codes.give(command(GiveReturnCode, DAY), NOW)
    assert isinstance(answer, Accepted)
    assert code is not None
    assert await opened_with(codes, code.lower()) == TRAJECTORY


async def test_a_new_code_takes_the_place_of_the_lost_one() -> None:
    codes = await return_codes(InMemoryEventLog())
    _, lost = await codes.give(command(GiveReturnCode, DAY), NOW)
    _, new = await codes.give(command(GiveReturnCode, DAY), NOW)
    assert lost is not None
    assert new is not None
    assert await opened_with(codes, lost) == "unknown-return-code"
    assert await opened_with(codes, new) == TRAJECTORY


async def test_a_revoked_code_opens_nothing() -> None:
    codes = await return_codes(InMemoryEventLog())
    _, code = await codes.give(command(GiveReturnCode, DAY), NOW)
    assert isinstance(await codes.revoke(command(RevokeReturnCode, DAY), NOW), Accepted)
    assert code is not None
    assert await opened_with(codes, code) == "unknown-return-code"


async def test_a_command_sent_again_gives_no_second_code_and_leaves_the_first() -> None:
    log = InMemoryEventLog()
    codes = await return_codes(log)
    sent = command(GiveReturnCode, DAY)
    first, code = await codes.give(sent, NOW)
    head = await log.head()
    again, none = await codes.give(sent, NOW)
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert (again.position, none, await log.head()) == (first.position, None, head)
    assert code is not None
    assert await opened_with(codes, code) == TRAJECTORY


async def test_no_code_is_given_for_a_trajectory_that_there_is_not() -> None:
    log = InMemoryEventLog()
    codes = await return_codes(log)
    head = await log.head()
    answer, code = await codes.give(command(GiveReturnCode, DAY, trajectory=uuid4()), NOW)
    assert isinstance(answer, Refusal)
    assert (code, await log.head()) == (None, head)


async def test_unknown_revoked_and_replaced_codes_are_refused_with_the_same_words() -> None:
    codes = await return_codes(InMemoryEventLog())
    _, replaced = await codes.give(command(GiveReturnCode, DAY), NOW)
    _, revoked = await codes.give(command(GiveReturnCode, DAY), NOW)
    await codes.revoke(command(RevokeReturnCode, DAY), NOW)
    assert replaced is not None
    assert revoked is not None
    answers = [
        await codes.find(typed, by=BRIDGE, now=NOW, may=everybody) for typed in (new_code(), replaced, revoked)
    ]
    assert answers == [UNKNOWN_CODE] * 3


async def test_a_mistyped_code_is_told_from_an_unknown_one_and_forgiven_more_often() -> None:
    codes = await return_codes(InMemoryEventLog())
    for _ in range(20):
        assert await opened_with(codes, "7K3F-9QXM-2TRB-A") == "mistyped-code"
    assert await opened_with(codes, "7K3F-9QXM-2TRB-A") == "too-many-codes"
    assert await opened_with(codes, new_code()) == "unknown-return-code"


async def test_who_guesses_is_locked_out_even_with_the_right_code_and_the_code_still_opens_for_others() -> None:
    codes = await return_codes(InMemoryEventLog())
    _, code = await codes.give(command(GiveReturnCode, DAY), NOW)
    assert code is not None
    for _ in range(5):
        assert await opened_with(codes, new_code()) == "unknown-return-code"
    locked = await codes.find(code, by=BRIDGE, now=NOW, may=everybody)
    assert isinstance(locked, Refusal)
    assert (locked.code, "15 min." in locked.da, "15 min." in locked.en) == ("too-many-codes", True, True)
    assert await opened_with(codes, code, "BB2") == TRAJECTORY


async def test_a_code_of_a_trajectory_that_is_not_ones_to_handle_is_unknown_and_counts_as_a_wrong_one() -> None:
    codes = await return_codes(InMemoryEventLog())
    _, code = await codes.give(command(GiveReturnCode, DAY), NOW)
    assert code is not None
    for _ in range(5):
        assert await codes.find(code, by=BRIDGE, now=NOW, may=nobody) == UNKNOWN_CODE
    assert await opened_with(codes, code) == "too-many-codes"


async def test_every_try_is_written_down_by_a_digest_of_its_own_and_a_locked_one_opens_nothing() -> None:
    log = InMemoryEventLog()
    codes = await return_codes(log)
    _, code = await codes.give(command(GiveReturnCode, DAY), NOW)
    assert code is not None
    for typed in (code, "7K3F-9QXM-2TRB-A", *(new_code() for _ in range(5)), code):
        await opened_with(codes, typed)
    assert [tried.trajectory for tried in log.codes_tried] == [TRAJECTORY, *[None] * 7]
    assert {tried.reading for tried in log.codes_tried} == {Reading("BB1", Action.OPEN_BY_CODE, CASEWORK, NOW)}
    digests = [tried.criterion for tried in log.codes_tried]
    assert digests[0] == digests[-1] != codes.fingerprint(code)
    assert (len(set(digests)), {len(digest) for digest in digests}) == (7, {32})


async def test_what_is_no_text_at_all_is_a_mistyped_code() -> None:
    codes = await return_codes(InMemoryEventLog())
    for typed in ("", "\udcff" * 13, "७K3F-9QXM-2TRB-W", "0" * 100_000):
        assert await opened_with(codes, typed) == "mistyped-code"


async def test_another_installations_key_gives_other_fingerprints() -> None:
    codes = await return_codes(InMemoryEventLog())
    others = ReturnCodes(CommandHandler(InMemoryEventLog()), InMemoryEventLog(), bytes(32), InMemoryThrottle())
    code = new_code()
    assert codes.fingerprint(code) != others.fingerprint(code)
    assert codes.fingerprint(code) == codes.fingerprint(code.lower())
    assert len(codes.fingerprint(code)) == 32


async def test_neither_the_code_nor_its_fingerprint_is_in_any_event() -> None:
    log = InMemoryEventLog()
    codes = await return_codes(log)
    _, code = await codes.give(command(GiveReturnCode, DAY), NOW)
    assert code is not None
    payloads = b"".join(event.payload or b"" for event in (await log.read(0, limit=1000)).events)
    for secret in (code, read(code), codes.fingerprint(code).hex()):
        assert secret.encode() not in payloads


class TakenOnce(InMemoryEventLog):
    """A log whose vault has the first fingerprint that is claimed already."""

    taken = False

    async def append(
        self, commands: Sequence[CommandAppend], *, claim: ReturnCodeClaim | None = None
    ) -> tuple[AppendOutcome, ...]:
        if claim is not None and not self.taken:
            self.taken = True
            raise ReturnCodeTaken
        return await super().append(commands, claim=claim)


async def test_a_code_that_another_trajectory_has_is_replaced_by_the_next() -> None:
    log = TakenOnce()
    codes = await return_codes(log)
    answer, code = await codes.give(command(GiveReturnCode, DAY), NOW)
    assert log.taken
    assert isinstance(answer, Accepted)
    assert code is not None
    assert await opened_with(codes, code) == TRAJECTORY


class LosesItsAnswer(InMemoryEventLog):
    """A log that stored what it answers as a resend, as after a connection that was lost and tried again."""

    async def append(
        self, commands: Sequence[CommandAppend], *, claim: ReturnCodeClaim | None = None
    ) -> tuple[AppendOutcome, ...]:
        (stored,) = await super().append(commands, claim=claim)
        assert isinstance(stored, Appended)
        return (Appended(stored.command_id, stored.position, stored.versions, first_time=False),)


async def test_a_code_whose_answer_was_lost_on_the_way_is_shown_all_the_same() -> None:
    codes = await return_codes(LosesItsAnswer())
    _, code = await codes.give(command(GiveReturnCode, DAY), NOW)
    assert code is not None
    assert await opened_with(codes, code) == TRAJECTORY
