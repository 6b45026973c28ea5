"""Key-encryption keys that never leave a key server: HashiCorp Vault's transit interface (OpenBao speaks it too).

An epoch is a version of the transit key. A place is bound by wrapping its digest with the key, which the server
authenticates as a whole: so it holds for every type of key, and on servers that ignore `associated_data`. The blind
index has a key of its own, ``<name>-index``, of which version 1 is used for ever: it must not be rotated or trimmed.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2

from adapters.vault.errors import KeyGone, KeysUnavailable, NotGenuine
from adapters.vault.keys.provider import Wrapped

SECONDS = 5.0
INDEX_VERSION = 1
DIGEST_BYTES = 32


class TransitKeys:
    """A `KeyProvider` over a transit key.

    `url` is where the engine is mounted, such as ``https://vault.example:8200/v1/transit``. The token is read from
    its file at every call, since whoever renews it replaces the file.
    """

    def __init__(self, url: str, name: str, token_file: Path) -> None:
        self._name = name
        self._token_file = token_file
        self._client = httpx2.AsyncClient(base_url=url.rstrip("/") + "/", timeout=SECONDS)

    async def current(self) -> int:
        return int((await self._about_key())["latest_version"])

    async def epochs(self) -> tuple[int, ...]:
        about = await self._about_key()
        return tuple(sorted(int(version) for version in about["keys"] if int(version) >= _lowest(about)))

    async def wrap(self, key: bytes, aad: bytes) -> Wrapped:
        plain = sha256(aad).digest() + key
        answer = await self._ask("POST", f"encrypt/{self._name}", {"plaintext": _text(plain)})
        ciphertext = str(answer["ciphertext"])
        return Wrapped(_version_of(ciphertext), ciphertext.encode())

    async def unwrap(self, epoch: int, wrapped: bytes, aad: bytes) -> bytes:
        plain = await self._decrypted(epoch, wrapped)
        bound, key = plain[:DIGEST_BYTES], plain[DIGEST_BYTES:]
        if not hmac.compare_digest(bound, sha256(aad).digest()):
            raise NotGenuine
        return key

    async def fingerprint(self, text: bytes) -> bytes:
        asked = {"input": _text(text), "algorithm": "sha2-256", "key_version": INDEX_VERSION}
        answer = await self._ask("POST", f"hmac/{self._name}-index", asked)
        return b64decode(str(answer["hmac"]).rpartition(":")[2])

    async def new_epoch(self) -> int:
        await self._ask("POST", f"keys/{self._name}/rotate", {})
        return await self.current()

    async def destroy(self, epoch: int) -> None:
        about = await self._about_key()
        if epoch >= int(about["latest_version"]):
            raise ValueError("the current epoch is in use")
        left = max(epoch + 1, _lowest(about))
        # The server trims only below both minima, and refuses while either is 0.
        minima = {"min_decryption_version": left, "min_encryption_version": left}
        await self._ask("POST", f"keys/{self._name}/config", minima)
        await self._ask("POST", f"keys/{self._name}/trim", {"min_available_version": left})

    async def close(self) -> None:
        await self._client.aclose()

    async def _decrypted(self, epoch: int, wrapped: bytes) -> bytes:
        ciphertext = wrapped.decode("ascii", "replace")
        try:
            answer = await self._ask("POST", f"decrypt/{self._name}", {"ciphertext": ciphertext})
        except _RefusedError:
            if epoch not in await self.epochs():
                raise KeyGone(epoch) from None
            raise NotGenuine from None
        if _version_of(ciphertext) != epoch:
            raise NotGenuine
        return b64decode(answer["plaintext"])

    async def _about_key(self) -> dict[str, Any]:
        return await self._ask("GET", f"keys/{self._name}", None)

    async def _ask(self, method: str, path: str, content: Mapping[str, object] | None) -> dict[str, Any]:
        """Ask the server; return the answer's data. Raises KeysUnavailable, and _RefusedError for a bad request."""
        try:
            answer = await self._client.request(method, path, headers=self._headers(), json=content)
        except httpx2.TransportError as error:
            raise _away(type(error).__name__) from None
        if answer.status_code == httpx2.codes.BAD_REQUEST:
            raise _RefusedError(*_told(str(answer.status_code)))
        if answer.is_error:
            raise _away(str(answer.status_code))
        return dict(answer.json()["data"]) if answer.content else {}

    def _headers(self) -> dict[str, str]:
        try:
            token = self._token_file.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            raise KeysUnavailable(
                "Filen, som EXITSPOR_KEYS_VAULT_TOKEN_FILE nævner, kan ikke læses. Kontrollér sti og rettigheder.",
                "The file that EXITSPOR_KEYS_VAULT_TOKEN_FILE names cannot be read. Check path and permissions.",
            ) from None
        return {"X-Vault-Token": token, "X-Vault-Request": "true"}


class _RefusedError(KeysUnavailable):
    """The server does not do what was asked with these values."""


def _lowest(about: dict[str, Any]) -> int:
    return int(about["min_decryption_version"])


def _version_of(ciphertext: str) -> int:
    """Return the key version of ``vault:v3:...``. Raises NotGenuine for anything else."""
    _, _, rest = ciphertext.partition(":v")
    version = rest.partition(":")[0]
    if not version.isascii() or not version.isdigit():
        raise NotGenuine
    return int(version)


def _text(plain: bytes) -> str:
    return b64encode(plain).decode()


def _away(what: str) -> KeysUnavailable:
    return KeysUnavailable(*_told(what))


def _told(what: str) -> tuple[str, str]:
    return (
        f"Nøgleserveren svarer ikke, som den skal ({what}). Kontrollér EXITSPOR_KEYS_VAULT, nøglens navn, at nøglen "
        "og dens »-index« er oprettet der, og at tokenet må bruge dem.",
        f"The key server does not answer as it should ({what}). Check EXITSPOR_KEYS_VAULT, the key's name, that the "
        'key and its "-index" were made there, and that the token may use them.',
    )
