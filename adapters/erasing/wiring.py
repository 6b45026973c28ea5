"""The erasing of an open installation: which parts do it, and where its ledger lies."""

from functools import partial

from adapters.access_log.keeping import keep_access_log
from adapters.archive.delivering import Archive
from adapters.archive.folder import ArchiveFolder
from adapters.erasing.eraser import Eraser
from adapters.erasing.ledger import FILE, Ledger
from adapters.erasing.night import Night
from adapters.erasing.postgres_keys import PostgresVaultKeys
from adapters.erasing.taking import Taker
from adapters.services import Services
from adapters.vault.keys.environment import EnvironmentKeys


def ledger_of(services: Services) -> Ledger:
    """Return the ledger of an installation: where it was set, else beside the keys; all processes share it."""
    chosen = services.settings
    beside = chosen.state / FILE if chosen.keys_file is None else chosen.keys_file.with_name(FILE)
    return Ledger(chosen.erasures_file or beside)


def eraser_of(services: Services) -> Eraser:
    """Return what erases in an installation."""
    return Eraser(services.handler, services.vault, ledger_of(services), services.municipality)


def taker_of(services: Services) -> Taker:
    """Return what moves and shreds single fields and notes in an installation."""
    return Taker(services.handler, services.vault, ledger_of(services))


def keys_of(services: Services) -> PostgresVaultKeys:
    """Return what the installation's vault knows of erasings, and its keys."""
    return PostgresVaultKeys(services.pool, services.keys, services.municipality, services.settings.backup_days)


def keys_are_operators(services: Services) -> bool:
    """Tell whether an operator alone changes the keys, so that no day can be promised for what they make final."""
    return isinstance(services.keys, EnvironmentKeys)


def night_of(services: Services) -> Night:
    """Return what the nightly job does with the vault."""
    folder = services.settings.archive
    archive = Archive(services.log, services.vault, services.municipality, ArchiveFolder(folder)) if folder else None
    return Night(
        handler=services.handler,
        vault=services.vault,
        keys=keys_of(services),
        eraser=eraser_of(services),
        taker=taker_of(services),
        ledger=ledger_of(services),
        municipality=services.municipality,
        archive=archive,
        keep_access_log=partial(keep_access_log, services),
        clock=services.clock,
    )
