"""How well a person is known, as a page says it. Source: domain section 3."""

import pytest

from domain.alias import KnownAs, known_as
from domain.commands.identity import LiftAnonymity
from domain.help_codes import IdentifiedBy
from domain.vault_codes import VaultField
from tests.domain.given import given
from tests.domain.samples import TRAJECTORY, command, opened


def test_who_left_nothing_or_notes_only_is_anonymous() -> None:
    trajectory = given(opened("2026-01-05")).state(TRAJECTORY)
    assert known_as(trajectory, ()) is known_as(trajectory, {VaultField.NOTE}) is KnownAs.ANONYMOUS


@pytest.mark.parametrize("field", [VaultField.CALL_NAME, VaultField.SAFE_CONTACT])
def test_a_call_name_or_a_safe_contact_is_a_pseudonym_and_no_anonymity(field: VaultField) -> None:
    trajectory = given(opened("2026-01-05")).state(TRAJECTORY)
    known = known_as(trajectory, {field, VaultField.NOTE})
    assert (known, known.da) == (KnownAs.PSEUDONYMOUS, "pseudonym, ikke anonym")


def test_who_lifted_the_anonymity_is_known_by_name_whatever_the_vault_holds() -> None:
    lifted = command(
        LiftAnonymity, "2026-01-06", administration="sof", identified_by=IdentifiedBy.NAME, earlier_follow=True
    )
    assert known_as(given(opened("2026-01-05"), lifted).state(TRAJECTORY), ()) is KnownAs.NAMED
