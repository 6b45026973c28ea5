"""Commands through the desk: judged first, refused attempts written down, disclosures too."""

from uuid import uuid4

import pytest

from adapters.desk.desk import Desk
from domain.access.codes import AccessOutcome, Action
from domain.access.refusals import NOT_THIS_WAY, NOT_YOU, THE_PROGRAM_DOES_IT
from domain.commands.course import OpenTrajectory, RecordAttempt
from domain.commands.identity import DiscloseWithoutConsent, ShareInformation
from domain.commands.vault import EraseVault, MakeErasureFinal
from domain.contact_codes import FormOfContact
from domain.handler import Accepted
from domain.help_codes import Information, LegalBasis, Recipient
from domain.refusal import Refusal
from domain.refusals import NO_SUCH_TRAJECTORY
from domain.trajectory_codes import Role
from domain.vault_codes import ErasureBasis, ErasureScope
from tests.adapters.desk.office import Office
from tests.domain.access.records import OWN_CENTRE, id_of
from tests.domain.samples import a_form, command

OWN, ELSEWHERE, SHARED = id_of("own"), id_of("elsewhere"), id_of("course-shared")
TODAY = "2026-03-02"
COURSE = frozenset({Information.COURSE})


@pytest.fixture
def desk(standing: Office) -> Desk:
    return standing.desk(Role.CTI_WORKER)


async def test_a_step_is_taken_where_one_may_and_is_not_written_down(standing: Office, desk: Desk) -> None:
    before = await standing.newest()
    attempt = command(RecordAttempt, TODAY, trajectory=OWN, form=FormOfContact.TELEPHONE)
    assert isinstance(await desk.advance(attempt), Accepted)
    assert await standing.logged(before) == []


async def test_a_refused_step_is_written_down_and_nothing_happens(standing: Office, desk: Desk) -> None:
    attempt = command(RecordAttempt, TODAY, trajectory=ELSEWHERE, form=FormOfContact.TELEPHONE)
    head = await standing.services.log.head()
    assert await desk.advance(attempt) == NO_SUCH_TRAJECTORY
    assert await desk.advance(attempt.model_copy(update={"actor": "BB2"})) == NOT_YOU
    assert await standing.outcomes(Action.ADVANCE, ELSEWHERE) == [AccessOutcome.REFUSED] * 2
    assert await standing.services.log.head() == head


async def test_something_new_is_begun_at_ones_own_centre(desk: Desk) -> None:
    opened = command(
        OpenTrajectory,
        TODAY,
        trajectory=uuid4(),
        programme="exit-prostitution",
        centre=OWN_CENTRE,
        contact=a_form(centre=OWN_CENTRE),
    )
    assert isinstance(await desk.advance(opened), Accepted)
    assert isinstance(await desk.see(opened.trajectory), type(await desk.services.handler.trajectory(OWN)))


async def test_a_disclosure_without_consent_is_never_barred_and_always_written_down(
    standing: Office, desk: Desk
) -> None:
    disclosed = command(
        DiscloseWithoutConsent,
        TODAY,
        trajectory=OWN,
        information=frozenset({Information.FAMILY}),
        basis=LegalBasis.CHILD_NOTIFICATION,
        recipient=Recipient.CHILD_AUTHORITY,
    )
    assert isinstance(await desk.advance(disclosed), Accepted)
    assert await standing.outcomes(Action.DISCLOSE, OWN) == [AccessOutcome.ALLOWED]


async def test_sharing_is_refused_where_no_consent_covers_it(standing: Office, desk: Desk) -> None:
    for trajectory, goes in ((SHARED, True), (OWN, False)):
        share = command(
            ShareInformation, TODAY, trajectory=trajectory, information=COURSE, sender="sof", receiver="kc"
        )
        answer = await desk.advance(share)
        assert isinstance(answer, Accepted) is goes
        assert goes or (isinstance(answer, Refusal) and answer.code == "sharing-not-covered")
    more = COURSE | {Information.HEALTH}
    wider = command(ShareInformation, TODAY, trajectory=SHARED, information=more, sender="sof", receiver="kc")
    assert isinstance(await desk.advance(wider), Refusal)


async def test_what_needs_the_vault_or_the_program_is_no_plain_command(standing: Office) -> None:
    leader = standing.desk(Role.LEADER)
    erase = command(
        EraseVault,
        TODAY,
        trajectory=OWN,
        erasure=uuid4(),
        scope=ErasureScope.ALL,
        basis=ErasureBasis.PERSON_ASKED,
        final=TODAY,
    )
    assert await leader.advance(erase) == NOT_THIS_WAY
    assert await leader.advance(command(MakeErasureFinal, TODAY, erasure=uuid4())) == THE_PROGRAM_DOES_IT


async def test_what_one_sees_is_shown_and_what_one_does_not_does_not_exist(standing: Office, desk: Desk) -> None:
    assert not isinstance(await desk.see(OWN), Refusal)
    assert await desk.see(ELSEWHERE) == await desk.see(uuid4()) == NO_SUCH_TRAJECTORY
    assert await standing.outcomes(Action.SEE_TRAJECTORY, ELSEWHERE) == [AccessOutcome.REFUSED]


async def test_a_page_asks_what_it_may_offer_and_nothing_is_written_down(standing: Office, desk: Desk) -> None:
    before = await standing.newest()
    assert await desk.may(Action.READ_ALIAS, OWN)
    assert not await desk.may(Action.READ_ALIAS, ELSEWHERE)
    assert await standing.logged(before) == []
