"""Keys come from the environment or a file, in their own form, and a file is its owner's alone."""

from pathlib import Path

import pytest

from adapters.checkpoints.errors import CheckpointError
from adapters.checkpoints.keys import SIGNING_FILE, VERIFY_FILE, id_of, make_keys, signing_key, trusted_keys
from adapters.settings import Settings, SettingsError, settings

SIGNING = "EXITSPOR_SIGNING_KEY"
CHECKING = "EXITSPOR_VERIFY_KEY"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make_keys(tmp_path)
    return tmp_path / SIGNING_FILE


@pytest.fixture
def public(file: Path) -> Path:
    return file.with_name(VERIFY_FILE)


def named(**variables: object) -> Settings:
    return settings({name: str(value) for name, value in variables.items()})


def test_a_pair_is_made_once_and_its_private_half_is_the_owners_alone(file: Path, public: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes().startswith(b"exitspor-signing-key:")
    with pytest.raises(CheckpointError, match="har allerede en nøgle"):
        make_keys(file.parent)
    file.unlink()
    with pytest.raises(CheckpointError, match="has a key already"):
        make_keys(file.parent)
    assert public.exists()


def test_a_pair_is_not_made_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="kan ikke skrives"):
        make_keys(tmp_path / "nowhere")


def test_the_key_that_signs_is_the_same_from_variable_and_file(file: Path) -> None:
    from_file = signing_key(named(EXITSPOR_SIGNING_KEY_FILE=file))
    from_variable = signing_key(named(EXITSPOR_SIGNING_KEY=file.read_text().strip()))
    assert from_file.private_bytes_raw() == from_variable.private_bytes_raw()


def test_what_was_signed_is_checked_with_the_public_key_alone(file: Path, public: Path) -> None:
    signs = id_of(signing_key(named(EXITSPOR_SIGNING_KEY_FILE=file)).public_key())
    assert list(trusted_keys(named(EXITSPOR_VERIFY_KEY_FILE=public))) == [signs]
    assert list(trusted_keys(named(EXITSPOR_VERIFY_KEY=public.read_text()))) == [signs]
    assert list(trusted_keys(named(EXITSPOR_SIGNING_KEY_FILE=file))) == [signs]


def test_several_keys_may_be_trusted_when_one_follows_another(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("old", "new")]
    for folder in folders:
        folder.mkdir()
    texts = [make_keys(folder) for folder in folders]
    assert len(trusted_keys(named(EXITSPOR_VERIFY_KEY=" ".join(texts)))) == 2


def test_without_a_key_it_is_said_how_to_give_one() -> None:
    with pytest.raises(CheckpointError, match="EXITSPOR_SIGNING_KEY_FILE til filen"):
        signing_key(settings({}))
    with pytest.raises(CheckpointError, match="EXITSPOR_VERIFY_KEY til den offentlige"):
        trusted_keys(settings({}))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610])
def test_a_file_that_others_may_open_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(CheckpointError, match="chmod 600"):
        signing_key(named(EXITSPOR_SIGNING_KEY_FILE=file))


def test_a_file_that_is_not_there_or_holds_something_else_is_refused(file: Path, public: Path) -> None:
    public.chmod(0o600)
    for variable, path in (("EXITSPOR_SIGNING_KEY_FILE", public), ("EXITSPOR_VERIFY_KEY_FILE", file)):
        with pytest.raises(CheckpointError, match=f"{variable} holder ikke den nøgle"):
            trusted_keys(settings({variable: str(path)}))
        with pytest.raises(CheckpointError, match=f"{variable} kan ikke åbnes"):
            trusted_keys(settings({variable: str(path.with_name("nothing"))}))


@pytest.mark.parametrize("text", ["hemmeligt", "exitspor-signing-key:aGVtbWVsaWd0", "{signing}x", "{public}"])
def test_a_key_of_the_wrong_form_is_refused_and_not_shown(file: Path, public: Path, text: str) -> None:
    typed = text.format(signing=file.read_text().strip(), public=public.read_text().strip())
    with pytest.raises(SettingsError) as refusal:
        settings({SIGNING: typed})
    assert SIGNING in str(refusal.value)
    assert typed not in str(refusal.value)


def test_a_key_that_signs_is_not_taken_for_one_that_checks_and_never_shown(file: Path) -> None:
    text = file.read_text().strip()
    with pytest.raises(SettingsError, match="offentlige nøgler") as refusal:
        settings({CHECKING: text})
    assert text not in str(refusal.value)
    assert text not in repr(settings({SIGNING: text}))
