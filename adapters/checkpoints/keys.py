"""The keys (Ed25519): one signs, and stays with whoever signs; the other checks, and may be known to all."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from adapters.checkpoints.errors import CheckpointError
from adapters.embedded.files import write_private
from adapters.settings import SIGNING_KEY, VERIFY_KEYS, Settings

SIGNS, CHECKS = "exitspor-signing-key:", "exitspor-verify-key:"
SIGNING_FILE, VERIFY_FILE = "exitspor-signing-key", "exitspor-verify-key"
OTHERS = 0o077

Keys = Mapping[str, Ed25519PublicKey]
"""The keys that are trusted, by id."""


def make_keys(folder: Path) -> str:
    """Make a pair of keys in a folder: one that signs (0600), and one that checks. Return the one that checks.

    Raises CheckpointError where there is one already, or none can be written.
    """
    private, public = folder / SIGNING_FILE, folder / VERIFY_FILE
    if private.exists() or public.exists():
        raise CheckpointError(
            "Mappen har allerede en nøgle. Vælg en anden: en nøgle, der har skrevet under, bruges stadig.",
            "The folder has a key already. Choose another: a key that has signed is still needed.",
        )
    key = Ed25519PrivateKey.generate()
    text = public_text(key.public_key())
    try:
        write_private(private, f"{SIGNS}{b64encode(key.private_bytes_raw()).decode()}\n".encode())
        write_private(public, f"{text}\n".encode())
    except OSError as error:
        raise CheckpointError(
            f"Nøglen kan ikke skrives ({error.strerror}). Vælg en mappe, der kan skrives i.",
            f"The key cannot be written ({error.strerror}). Choose a folder that can be written to.",
        ) from None
    return text


def public_text(key: Ed25519PublicKey) -> str:
    """Return a key that checks as it is passed on: `exitspor-verify-key:` and base64."""
    return f"{CHECKS}{b64encode(key.public_bytes_raw()).decode()}"


def id_of(key: Ed25519PublicKey) -> str:
    """Return the first 16 hex digits of the key's SHA-256, by which checkpoints name it."""
    return sha256(key.public_bytes_raw()).hexdigest()[:16]


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """Return the key that signs, from the environment or its file. Raises CheckpointError."""
    key = _signing_key_if_given(settings)
    if key is None:
        raise CheckpointError(
            "Ingen nøgle at skrive under med. Sæt EXITSPOR_SIGNING_KEY_FILE til filen fra »exitspor checkpoint key«.",
            'No key to sign with. Set EXITSPOR_SIGNING_KEY_FILE to the file of "exitspor checkpoint key".',
        )
    return key


def trusted_keys(settings: Settings) -> Keys:
    """Return the keys that are trusted: those given to check with, and that of the key that signs, if it is given.

    Raises CheckpointError if there is none.
    """
    keys = [Ed25519PublicKey.from_public_bytes(_bytes_of(text)) for text in _verify_texts(settings).split()]
    if own := _signing_key_if_given(settings):
        keys.append(own.public_key())
    if not keys:
        raise CheckpointError(
            "Ingen nøgle at kontrollere med. Sæt EXITSPOR_VERIFY_KEY til den offentlige nøgle.",
            "No key to check with. Set EXITSPOR_VERIFY_KEY to the public key.",
        )
    return MappingProxyType({id_of(key): key for key in keys})


def _signing_key_if_given(settings: Settings) -> Ed25519PrivateKey | None:
    if settings.signing_key:
        return Ed25519PrivateKey.from_private_bytes(_bytes_of(settings.signing_key.get_secret_value()))
    if not settings.signing_key_file:
        return None
    if _mode(settings.signing_key_file) & OTHERS:
        raise CheckpointError(
            "Andre kan læse nøglen i EXITSPOR_SIGNING_KEY_FILE. Luk filen: chmod 600.",
            "Others can read the key of EXITSPOR_SIGNING_KEY_FILE. Close the file: chmod 600.",
        )
    text = _text_of(settings.signing_key_file, "EXITSPOR_SIGNING_KEY_FILE")
    if not SIGNING_KEY.fullmatch(text):
        raise _no_key("EXITSPOR_SIGNING_KEY_FILE")
    return Ed25519PrivateKey.from_private_bytes(_bytes_of(text))


def _verify_texts(settings: Settings) -> str:
    if settings.verify_key or not settings.verify_key_file:
        return settings.verify_key or ""
    text = _text_of(settings.verify_key_file, "EXITSPOR_VERIFY_KEY_FILE")
    if not VERIFY_KEYS.fullmatch(text):
        raise _no_key("EXITSPOR_VERIFY_KEY_FILE")
    return text


def _mode(path: Path) -> int:
    return path.stat().st_mode if path.is_file() else 0


def _text_of(path: Path, variable: str) -> str:
    try:
        return path.read_bytes().decode(errors="replace").strip()
    except OSError as error:
        raise CheckpointError(
            f"Filen i {variable} kan ikke åbnes ({error.strerror}).",
            f"The file of {variable} cannot be opened ({error.strerror}).",
        ) from None


def _no_key(variable: str) -> CheckpointError:
    return CheckpointError(
        f"Filen i {variable} holder ikke den nøgle, der skal bruges. »exitspor checkpoint key« laver begge.",
        f'The file of {variable} does not hold the key that is needed. "exitspor checkpoint key" makes both.',
    )


def _bytes_of(text: str) -> bytes:
    return b64decode(text.partition(":")[2])
