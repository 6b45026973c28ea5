"""Keys from the environment: what the settings take, and what the operator is told to do."""

import pytest

from adapters.settings import SettingsError, settings
from adapters.vault.errors import KeyGone, OperatorsKeys
from adapters.vault.keys.choose import keys_of
from tests.adapters.vault.keys.operated import OperatedKeys, a_key

ONE, TWO, INDEX = a_key(), a_key(), a_key()


async def test_the_epoch_named_last_wraps_and_all_that_are_named_unwrap() -> None:
    first = keys_of(settings({"EXITSPOR_KEYS": f"2:{TWO}, 1:{ONE}", "EXITSPOR_INDEX_KEY": INDEX}))
    assert (await first.current(), await first.epochs()) == (1, (1, 2))
    wrapped = await first.wrap(bytes(32), b"place")
    after = keys_of(settings({"EXITSPOR_KEYS": f"1:{ONE},2:{TWO}", "EXITSPOR_INDEX_KEY": INDEX}))
    assert await after.current() == 2
    assert await after.unwrap(1, wrapped.key, b"place") == bytes(32)


async def test_a_new_epoch_is_the_operators_and_the_error_says_how() -> None:
    with pytest.raises(OperatorsKeys, match=r"(?s)epoke 2.*EXITSPOR_KEYS.*epoch 2"):
        await OperatedKeys().new_epoch()


async def test_destroying_is_the_operators_and_the_error_says_how() -> None:
    keys = OperatedKeys()
    keys.name_a_new_epoch()
    with pytest.raises(OperatorsKeys, match=r"(?s)Fjern epoke 1.*Remove epoch 1"):
        await keys.destroy(1)


async def test_an_epoch_that_nobody_names_any_more_opens_nothing() -> None:
    keys = OperatedKeys()
    wrapped = await keys.wrap(bytes(32), b"place")
    keys.name_a_new_epoch()
    keys.remove(1)
    with pytest.raises(KeyGone, match="epoch 1"):
        await keys.unwrap(1, wrapped.key, b"place")


@pytest.mark.parametrize(
    "keys",
    ["kort", f"1:{ONE},1:{TWO}", f"0:{ONE}", f"-1:{ONE}", "1:c2hvcnQ=", "1:¤¤", "1:", ","],
    ids=["no number", "twice", "zero", "negative", "short", "no base64", "empty", "nothing"],
)
def test_keys_that_make_no_sense_are_told_by_their_variable_and_not_shown(keys: str) -> None:
    with pytest.raises(SettingsError, match="EXITSPOR_KEYS") as refusal:
        settings({"EXITSPOR_KEYS": keys, "EXITSPOR_INDEX_KEY": INDEX})
    assert len(keys) < 3 or keys not in str(refusal.value)


@pytest.mark.parametrize("index_key", ["", "c2hvcnQ="])
def test_the_index_key_is_of_its_own_and_must_be_there(index_key: str) -> None:
    with pytest.raises(SettingsError, match="EXITSPOR_INDEX_KEY"):
        settings({"EXITSPOR_KEYS": f"1:{ONE}", "EXITSPOR_INDEX_KEY": index_key})


def test_keys_do_not_show_in_the_settings() -> None:
    chosen = settings({"EXITSPOR_KEYS": f"1:{ONE}", "EXITSPOR_INDEX_KEY": INDEX})
    assert ONE not in repr(chosen)
    assert INDEX not in repr(chosen)


@pytest.mark.parametrize("days", ["0", "-1", "mange", "3651"])
def test_backups_are_kept_for_a_number_of_days(days: str) -> None:
    with pytest.raises(SettingsError, match="EXITSPOR_BACKUP_DAYS"):
        settings({"EXITSPOR_BACKUP_DAYS": days})
