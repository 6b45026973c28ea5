"""Secrets are made once, are readable by their owner alone, and are never replaced beside existing data."""

from pathlib import Path

import pytest

from adapters.embedded.errors import ServerError
from adapters.embedded.secret_file import load_or_make_secrets, secrets_for
from adapters.settings import Settings

GIVEN = "postgresql://exitspor@db.example/exitspor"


def test_secrets_are_made_once(state: Path) -> None:
    assert load_or_make_secrets(state) == load_or_make_secrets(state)


def test_two_installations_share_no_secret(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    mine, theirs = load_or_make_secrets(one), load_or_make_secrets(other)
    assert mine.temporal_key.key != theirs.temporal_key.key
    assert mine.return_code_key != theirs.return_code_key
    assert mine.passwords.app != theirs.passwords.app


def test_only_the_owner_reads_the_file_and_its_keys_have_32_bytes(state: Path) -> None:
    made = load_or_make_secrets(state)
    assert (state / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert (len(made.temporal_key.key), len(made.return_code_key)) == (32, 32)


def test_a_secret_is_not_shown(state: Path) -> None:
    made = load_or_make_secrets(state)
    assert made.passwords.superuser not in repr(made)
    assert repr(made.return_code_key) not in repr(made)


def test_lost_secrets_are_never_replaced_beside_data(state: Path) -> None:
    (state / "postgres-18" / "data").mkdir(parents=True)
    with pytest.raises(ServerError, match="sikkerhedskopien"):
        load_or_make_secrets(state)
    assert not (state / "secrets.json").exists()


@pytest.mark.parametrize("content", [b"", b"{}", b'{"return_code_key": "hemmeligt"}', b"\xff\x00"])
def test_a_damaged_file_is_told_and_left_as_it_was(state: Path, content: bytes) -> None:
    (state / "secrets.json").write_bytes(content)
    with pytest.raises(ServerError) as refusal:
        load_or_make_secrets(state)
    assert "hemmeligt" not in str(refusal.value)
    assert (state / "secrets.json").read_bytes() == content


def test_a_file_that_cannot_be_opened_is_told_by_its_variable(state: Path) -> None:
    with pytest.raises(ServerError, match="Kontrollér EXITSPOR_SECRETS"):
        secrets_for(Settings(secrets_file=state))


def test_a_key_that_is_too_short_is_refused(state: Path) -> None:
    made = load_or_make_secrets(state).model_dump_json()
    cut = made.replace(made.split('"return_code_key":"')[1].rstrip('"}'), "c2hvcnQ=")
    (state / "secrets.json").write_text(cut)
    with pytest.raises(ServerError, match="kan ikke læses"):
        load_or_make_secrets(state)


def test_for_a_given_database_secrets_are_read_and_never_made(state: Path) -> None:
    given = Settings.model_validate({"state": state, "postgres": GIVEN})
    with pytest.raises(ServerError, match="EXITSPOR_SECRETS"):
        secrets_for(given)
    assert not (state / "secrets.json").exists()


def test_the_file_that_the_settings_name_comes_first(state: Path, tmp_path: Path) -> None:
    load_or_make_secrets(state)
    (tmp_path / "other").mkdir()
    other = load_or_make_secrets(tmp_path / "other")
    named = Settings(state=state, secrets_file=tmp_path / "other" / "secrets.json")
    assert secrets_for(named) == other
