"""Who the demo's people are: names that the demo made up, and replacement numbers, which are nobody's CPR number."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from adapters.demo.dice import Dice
from domain.access.codes import AccessPurpose, Action
from domain.handler import CommandHandler
from domain.rules.responsibility import who_answers
from domain.trajectory.state import Trajectory
from domain.vault import Note, Reading, Vault
from domain.vault_codes import VaultField

FIRST_NAMES = (
    "Demo-Alma",
    "Demo-Bodil",
    "Demo-Citra",
    "Demo-Dagny",
    "Demo-Esra",
    "Demo-Fai",
    "Demo-Gry",
    "Demo-Ines",
)
LAST_NAMES = ("Eksempel", "Prøvesen", "Opdigtet", "Forsøg", "Skabelon")
CALL_NAMES = ("Bo", "Kim", "Noi", "Lek", "Sol", "Mai")
SAFE_CONTACTS = (
    "Ring kun mandag til fredag før kl. 11. Ingen besked på telefonsvareren.",
    "Skriv »hej« først, og vent på svar.",
    "Kun gennem den sædvanlige brobygger.",
)
NOTES = (
    "Har fået tid hos sagsbehandleren og vil gerne have nogen med.",
    "Vil helst mødes uden for centret. Kom til tiden, var træt.",
    "Har læst brevet om boligen. Vi ser på det sammen næste gang.",
    "Ønsker at tale om uddannelse, når der er ro på.",
)


async def introduce(
    handler: CommandHandler, vault: Vault, trajectories: Iterable[UUID], *, now: datetime, seed: int
) -> int:
    """Put into the vault who some trajectories are about; return of how many it was.

    Who is anonymous has a call name at most. What was put there before is put there again, and nothing doubled.
    """
    catalogue, told = await handler.catalogue(), 0
    for trajectory in trajectories:
        state = await handler.trajectory(trajectory)
        worker = who_answers(state, catalogue)
        if worker is None or not state.is_open:
            continue
        dice = Dice(seed, f"person:{trajectory}")
        fields = _fields(state, dice)
        if fields:
            await vault.write(trajectory, fields, Reading(worker, _writes(state), AccessPurpose.CASEWORK, now))
            told += 1
        await vault.add_note(
            trajectory, _note(state, dice, now), Reading(worker, Action.WRITE_NOTE, AccessPurpose.CASEWORK, now)
        )
    return told


def _writes(state: Trajectory) -> Action:
    return Action.WRITE_ALIAS if state.is_anonymous else Action.WRITE_IDENTITY


def _fields(state: Trajectory, dice: Dice) -> dict[VaultField, str]:
    if not state.is_anonymous:
        return {
            VaultField.NAME: f"{dice.pick(FIRST_NAMES)} {dice.pick(LAST_NAMES)}",
            VaultField.CPR: _replacement_number(dice),
            VaultField.ADDRESS: f"Demogade {dice.between(1, 99)}",
        }
    if dice.chance(50):
        return {VaultField.CALL_NAME: dice.pick(CALL_NAMES), VaultField.SAFE_CONTACT: dice.pick(SAFE_CONTACTS)}
    return {}


def _replacement_number(dice: Dice) -> str:
    """Return a number whose day is 61 to 88: 6 more in its first digit than any CPR number has."""
    day, month, year = dice.between(61, 88), dice.between(1, 12), dice.between(70, 99)
    return f"{day:02}{month:02}{year:02}{dice.between(0, 3999):04}"


def _note(state: Trajectory, dice: Dice, now: datetime) -> Note:
    occurred = state.last_contact or state.opened
    on = occurred.on if occurred is not None else (now - timedelta(days=1)).date()
    return Note(dice.id(), on, dice.pick(NOTES))
