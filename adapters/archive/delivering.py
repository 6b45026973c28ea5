"""Delivering a trajectory: its events and all of its vault, whose reading is written down, put into the folder."""

from datetime import datetime
from uuid import UUID

from adapters.archive.contents import delivery_of
from adapters.archive.folder import ArchiveFolder
from domain.access.codes import AccessPurpose, Action
from domain.base import CLOCK
from domain.log import EventLog
from domain.vault import Reading, Vault
from domain.vault_codes import VaultField


class Archive:
    """Delivers trajectories to a folder. Raises VaultSilent, AccessNotLogged, LogUnavailable and ServerError."""

    def __init__(self, log: EventLog, vault: Vault, municipality: str, folder: ArchiveFolder) -> None:
        self._log = log
        self._vault = vault
        self._municipality = municipality
        self._folder = folder

    async def deliver(self, trajectory: UUID, now: datetime) -> str:
        """Deliver what the log and the vault hold of a trajectory; return the digest of the manifest."""
        reading = Reading(CLOCK, Action.EXPORT, AccessPurpose.RETENTION, now)
        contents = await self._vault.read(trajectory, list(VaultField), reading)
        events = await self._log.load(trajectory)
        return await self._folder.deliver(trajectory, delivery_of(trajectory, self._municipality, events, contents))
