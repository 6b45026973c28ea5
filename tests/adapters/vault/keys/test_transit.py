"""A key server: what is asked of it, what its troubles are told as, and that a trimmed version is gone there."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from adapters.settings import SettingsError, settings
from adapters.vault.errors import KeysUnavailable
from adapters.vault.keys.choose import keys_of
from adapters.vault.keys.transit import TransitKeys
from tests.adapters.vault.keys.transit_server import TOKEN, RefusedError, TransitKey, TransitServer, transit_server


def write(token: Path, text: str) -> Path:
    token.write_text(text)
    return token


@pytest.fixture
def server() -> Iterator[TransitServer]:
    with transit_server() as running:
        yield running


@pytest.fixture
def token(tmp_path: Path) -> Path:
    return write(tmp_path / "token", TOKEN)


@pytest.fixture
async def keys(server: TransitServer, token: Path) -> AsyncIterator[TransitKeys]:
    provider = TransitKeys(server.url, "exitspor", token)
    yield provider
    await provider.close()


async def test_a_destroyed_epoch_is_gone_from_the_server(keys: TransitKeys, server: TransitServer) -> None:
    await keys.new_epoch()
    await keys.destroy(1)
    assert list(server.keys["exitspor"].versions) == [2]


async def test_the_index_is_under_version_1_of_its_own_key_for_ever(keys: TransitKeys, server: TransitServer) -> None:
    first = await keys.fingerprint(b"101|0101901234")
    server.keys["exitspor-index"].rotate({})
    server.keys["exitspor"].rotate({})
    assert await keys.fingerprint(b"101|0101901234") == first


async def test_a_renewed_token_is_used_at_the_next_call(keys: TransitKeys, token: Path) -> None:
    write(token, "expired")
    with pytest.raises(KeysUnavailable, match="403"):
        await keys.current()
    write(token, TOKEN)
    assert await keys.current() == 1


async def test_a_token_that_cannot_be_read_is_told_by_its_variable(keys: TransitKeys, token: Path) -> None:
    write(token, "hæmmelig")
    with pytest.raises(KeysUnavailable, match="EXITSPOR_KEYS_VAULT_TOKEN_FILE"):
        await keys.current()


async def test_a_sealed_server_is_told(keys: TransitKeys, server: TransitServer) -> None:
    server.sealed = True
    with pytest.raises(KeysUnavailable, match="503"):
        await keys.wrap(bytes(32), b"place")


@pytest.mark.parametrize("ask", ["current", "wrap", "fingerprint", "new_epoch"])
async def test_what_the_server_refuses_is_told(
    keys: TransitKeys, server: TransitServer, monkeypatch: pytest.MonkeyPatch, ask: str
) -> None:
    def refuse(*_: object) -> None:
        raise RefusedError

    for what in ("about", "encrypt", "hmac", "rotate"):
        monkeypatch.setattr(TransitKey, what, refuse)
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "current": keys.current,
        "wrap": lambda: keys.wrap(bytes(32), b"place"),
        "fingerprint": lambda: keys.fingerprint(b"101|0101901234"),
        "new_epoch": keys.new_epoch,
    }
    with pytest.raises(KeysUnavailable, match="400"):
        await calls[ask]()


async def test_a_key_that_was_never_made_is_told(server: TransitServer, token: Path) -> None:
    other = TransitKeys(server.url, "another", token)
    with pytest.raises(KeysUnavailable, match="EXITSPOR_KEYS_VAULT"):
        await other.wrap(bytes(32), b"place")
    await other.close()


async def test_a_server_that_is_away_is_told_without_its_address(token: Path) -> None:
    away = TransitKeys("http://127.0.0.1:9/v1/transit", "exitspor", token)
    with pytest.raises(KeysUnavailable, match="ConnectError") as refusal:
        await away.current()
    assert "127.0.0.1" not in str(refusal.value)
    await away.close()


async def test_the_settings_name_a_key_server(server: TransitServer, token: Path) -> None:
    chosen = settings({"EXITSPOR_KEYS_VAULT": server.url, "EXITSPOR_KEYS_VAULT_TOKEN_FILE": str(token)})
    keys = keys_of(chosen)
    assert await keys.current() == 1
    await keys.close()


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"EXITSPOR_KEYS_VAULT": "http://vault.example:8200/v1/transit"}, r"EXITSPOR_KEYS_VAULT "),
        ({"EXITSPOR_KEYS_VAULT": "transit"}, r"EXITSPOR_KEYS_VAULT "),
        ({"EXITSPOR_KEYS_VAULT": "https://vault.example/v1/transit"}, "EXITSPOR_KEYS_VAULT_TOKEN_FILE"),
        ({"EXITSPOR_KEYS_VAULT_NAME": "a/b"}, "EXITSPOR_KEYS_VAULT_NAME"),
    ],
)
def test_a_key_server_is_reached_safely_and_with_a_token(named: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        settings(named)
