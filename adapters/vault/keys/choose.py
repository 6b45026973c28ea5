"""Which keys an installation has: those that the settings name, else the file of the state directory."""

from pathlib import Path

from adapters.settings import Settings
from adapters.vault.keys.environment import EnvironmentKeys, ring_of
from adapters.vault.keys.key_file import FILE, FileKeys, make_key_file
from adapters.vault.keys.provider import KeyProvider


def keys_of(settings: Settings) -> KeyProvider:
    """Return an installation's keys. Nothing is read or asked before they are used."""
    if settings.keys_vault and settings.keys_vault_token_file:
        # Imported here: the HTTP library takes a while, and few installations need it.
        from adapters.vault.keys.transit import TransitKeys

        return TransitKeys(settings.keys_vault, settings.keys_vault_name, settings.keys_vault_token_file)
    if settings.keys and settings.index_key:
        return EnvironmentKeys(ring_of(settings.keys.get_secret_value(), settings.index_key.get_secret_value()))
    return FileKeys(key_file(settings))


def key_file(settings: Settings) -> Path:
    """Return the path of the file that keys are kept in, where they are kept in one."""
    return settings.keys_file or settings.state / FILE


async def make_sure_of_keys(settings: Settings, keys: KeyProvider, *, has_data: bool) -> None:
    """See that the keys are there. They are only ever made for an embedded PostgreSQL with an empty vault.

    Raises KeysUnavailable: new keys would not open what is there.
    """
    path = key_file(settings)
    if isinstance(keys, FileKeys) and not (settings.postgres or settings.keys_file or has_data or path.exists()):
        make_key_file(path)
    await keys.current()
