"""The contract of key providers: what is wrapped unwraps in its place only, and a destroyed epoch opens nothing."""

import secrets

import pytest

from adapters.vault.errors import KeyGone, NotGenuine
from adapters.vault.keys.provider import KEY_BYTES, KeyProvider

PLACE, OTHER_PLACE = b"101|one|identity|1", b"101|other|identity|1"


class KeyProviderContract:
    """What every provider of key-encryption keys promises. `keys` has one epoch, 1, when a test begins."""

    async def test_the_first_epoch_wraps(self, keys: KeyProvider) -> None:
        assert (await keys.current(), await keys.epochs()) == (1, (1,))
        assert (await keys.wrap(bytes(KEY_BYTES), PLACE)).epoch == 1

    async def test_a_wrapped_key_comes_back(self, keys: KeyProvider) -> None:
        key = secrets.token_bytes(KEY_BYTES)
        wrapped = await keys.wrap(key, PLACE)
        assert await keys.unwrap(wrapped.epoch, wrapped.key, PLACE) == key

    async def test_a_wrapped_key_does_not_show_the_key(self, keys: KeyProvider) -> None:
        key = secrets.token_bytes(KEY_BYTES)
        wrapped = await keys.wrap(key, PLACE)
        assert key not in wrapped.key

    async def test_a_wrapped_key_does_not_unwrap_in_another_place(self, keys: KeyProvider) -> None:
        wrapped = await keys.wrap(secrets.token_bytes(KEY_BYTES), PLACE)
        with pytest.raises(NotGenuine):
            await keys.unwrap(wrapped.epoch, wrapped.key, OTHER_PLACE)

    @pytest.mark.parametrize("place", [0, 12, -1])
    async def test_a_changed_wrapping_does_not_unwrap(self, keys: KeyProvider, place: int) -> None:
        wrapped = await keys.wrap(secrets.token_bytes(KEY_BYTES), PLACE)
        changed = bytearray(wrapped.key)
        changed[place] ^= 1
        with pytest.raises((NotGenuine, KeyGone)):
            await keys.unwrap(wrapped.epoch, bytes(changed), PLACE)

    @pytest.mark.parametrize("rubbish", [b"", b"\xff\x00", b"vault:v1:", b"x" * 48])
    async def test_rubbish_does_not_unwrap(self, keys: KeyProvider, rubbish: bytes) -> None:
        with pytest.raises(NotGenuine):
            await keys.unwrap(1, rubbish, PLACE)

    async def test_a_new_epoch_wraps_from_then_on_and_the_old_one_still_unwraps(self, keys: KeyProvider) -> None:
        key = secrets.token_bytes(KEY_BYTES)
        old = await keys.wrap(key, PLACE)
        assert await self.begin(keys) == 2
        assert (await keys.current(), await keys.epochs()) == (2, (1, 2))
        new = await keys.wrap(key, PLACE)
        assert new.epoch == 2
        assert await keys.unwrap(old.epoch, old.key, PLACE) == await keys.unwrap(new.epoch, new.key, PLACE) == key

    async def test_a_wrapping_does_not_pass_for_another_epochs(self, keys: KeyProvider) -> None:
        old = await keys.wrap(secrets.token_bytes(KEY_BYTES), PLACE)
        await self.begin(keys)
        with pytest.raises(NotGenuine):
            await keys.unwrap(2, old.key, PLACE)

    async def test_a_destroyed_epoch_opens_nothing_any_more(self, keys: KeyProvider) -> None:
        old = await keys.wrap(secrets.token_bytes(KEY_BYTES), PLACE)
        await self.begin(keys)
        new = await keys.wrap(bytes(KEY_BYTES), PLACE)
        await self.destroy(keys, 1)
        assert await keys.epochs() == (2,)
        with pytest.raises(KeyGone):
            await keys.unwrap(old.epoch, old.key, PLACE)
        assert await keys.unwrap(new.epoch, new.key, PLACE) == bytes(KEY_BYTES)

    async def test_an_epoch_is_destroyed_with_all_before_it_and_again_is_no_error(self, keys: KeyProvider) -> None:
        await self.begin(keys)
        await self.begin(keys)
        await self.destroy(keys, 2)
        await self.destroy(keys, 2)
        await self.destroy(keys, 1)
        assert await keys.epochs() == (3,)

    async def test_the_current_epoch_is_not_destroyed(self, keys: KeyProvider) -> None:
        with pytest.raises(ValueError, match="in use"):
            await keys.destroy(1)
        assert await keys.epochs() == (1,)

    async def test_an_epoch_that_never_was_opens_nothing(self, keys: KeyProvider) -> None:
        wrapped = await keys.wrap(bytes(KEY_BYTES), PLACE)
        with pytest.raises((KeyGone, NotGenuine)):
            await keys.unwrap(7, wrapped.key, PLACE)

    async def test_a_fingerprint_stays_the_same_over_epochs_and_differs_by_its_text(self, keys: KeyProvider) -> None:
        first = await keys.fingerprint(b"101|0101901234")
        await self.begin(keys)
        await self.destroy(keys, 1)
        assert await keys.fingerprint(b"101|0101901234") == first
        assert await keys.fingerprint(b"751|0101901234") != first
        assert len(first) == 32

    async def begin(self, keys: KeyProvider) -> int:
        """Begin a new epoch, as whoever may do so does."""
        return await keys.new_epoch()

    async def destroy(self, keys: KeyProvider, epoch: int) -> None:
        """Destroy an epoch, as whoever may do so does."""
        await keys.destroy(epoch)
