"""What the codec seals nobody else can open, and nobody can change or move."""

import pytest
from temporalio.api.common.v1 import Payload

from adapters.temporal.codec import AesGcmCodec, Keyring, UnreadablePayloadError

FIRST = Keyring("first", {"first": b"1" * 32})
SECOND = Keyring("second", {"second": b"2" * 32})
BOTH = Keyring("second", {**FIRST.keys, **SECOND.keys})
IMPOSTOR = Keyring("first", {"first": b"3" * 32})
PLAIN = Payload(metadata={"encoding": b"json/plain"}, data=b'{"due":"2035-01-31"}')


async def sealed(keyring: Keyring = FIRST, namespace: str = "default") -> Payload:
    (payload,) = await AesGcmCodec(keyring, namespace).encode([PLAIN])
    return payload


async def opened(payload: Payload, keyring: Keyring = FIRST, namespace: str = "default") -> Payload:
    (found,) = await AesGcmCodec(keyring, namespace).decode([payload])
    return found


async def test_what_was_sealed_opens_to_the_same() -> None:
    assert await opened(await sealed()) == PLAIN


async def test_a_sealed_payload_shows_the_keys_id_and_nothing_of_its_content() -> None:
    payload = await sealed()
    assert dict(payload.metadata) == {"encoding": b"binary/encrypted", "key-id": b"first"}
    assert b"2035" not in payload.data
    assert b"json" not in payload.data


async def test_the_same_content_is_sealed_differently_each_time() -> None:
    assert (await sealed()).data != (await sealed()).data


async def test_a_former_key_opens_what_it_sealed_and_the_current_one_seals() -> None:
    assert await opened(await sealed(FIRST), BOTH) == PLAIN
    assert (await sealed(BOTH)).metadata["key-id"] == b"second"


@pytest.mark.parametrize("keyring", [SECOND, IMPOSTOR], ids=["no such key", "another key by its name"])
async def test_without_its_key_a_payload_is_unreadable(keyring: Keyring) -> None:
    with pytest.raises(UnreadablePayloadError):
        await opened(await sealed(), keyring)


async def test_a_payload_of_another_namespace_is_unreadable() -> None:
    with pytest.raises(UnreadablePayloadError):
        await opened(await sealed(namespace="default"), namespace="other")


@pytest.mark.parametrize("place", [0, 12, -1], ids=["nonce", "content", "tag"])
async def test_a_payload_that_was_changed_is_unreadable(place: int) -> None:
    payload = await sealed()
    changed = bytearray(payload.data)
    changed[place] ^= 1
    with pytest.raises(UnreadablePayloadError):
        await opened(Payload(metadata=payload.metadata, data=bytes(changed)))


@pytest.mark.parametrize("length", [0, 5, 12, 20])
async def test_a_payload_cut_short_is_unreadable(length: int) -> None:
    payload = await sealed()
    with pytest.raises(UnreadablePayloadError):
        await opened(Payload(metadata=payload.metadata, data=payload.data[:length]))


async def test_a_payload_in_the_clear_is_not_accepted() -> None:
    with pytest.raises(UnreadablePayloadError):
        await opened(PLAIN)


async def test_a_key_cannot_be_passed_off_as_another_that_is_on_the_ring() -> None:
    payload = await sealed(FIRST)
    with pytest.raises(UnreadablePayloadError):
        await opened(Payload(metadata={**payload.metadata, "key-id": b"second"}, data=payload.data), BOTH)


def test_a_keyring_needs_its_current_key_and_keys_of_full_length() -> None:
    with pytest.raises(ValueError, match="not on the keyring"):
        Keyring("third", FIRST.keys)
    with pytest.raises(ValueError, match="exactly 32 bytes"):
        Keyring("short", {"short": b"1" * 16})


def test_a_keyring_shows_no_key() -> None:
    assert "1111" not in repr(FIRST)
