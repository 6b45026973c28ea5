"""Keys as an operator writes them: ``1:<base64>,2:<base64>``, each 32 bytes; the last one named wraps."""

from base64 import b64decode
from binascii import Error as NotBase64

from adapters.vault.keys.provider import KEY_BYTES


def epochs_of(keys: str) -> dict[int, bytes]:
    """Read the keys of epochs, in the order in which they are named. Raises ValueError that shows none."""
    epochs: dict[int, bytes] = {}
    for entry in keys.split(","):
        number, _, key = entry.strip().partition(":")
        if not number.isascii() or not number.isdigit() or int(number) < 1 or int(number) in epochs:
            raise ValueError("an epoch is a number from 1, named once")
        epochs[int(number)] = key_of(key)
    return epochs


def key_of(text: str) -> bytes:
    """Read a key. Raises ValueError that does not show it."""
    try:
        key = b64decode(text.strip(), validate=True)
    except (NotBase64, ValueError):
        raise ValueError("a key is written in base64") from None
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return key
