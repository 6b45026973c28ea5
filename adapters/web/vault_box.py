"""What the trajectory's page offers of its vault: what may be fetched, and which acts. Nothing is fetched by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.desk.reading import READ
from adapters.web.language import Language
from domain.access.codes import AccessPurpose, Action
from domain.access.policy import Allowed, judge
from domain.access.refusals import STEP_UP_NEEDED
from domain.access.who import Who
from domain.labelled import Labelled
from domain.refusal import Refusal
from domain.vault_codes import COMPARTMENT_OF, Compartment, VaultField
from projections.engine.board import Folded

PURPOSES = (
    AccessPurpose.CASEWORK,
    AccessPurpose.REACHING,
    AccessPurpose.HAND_OVER,
    AccessPurpose.SUBJECT_ACCESS,
    AccessPurpose.CORRECTION,
    AccessPurpose.EMERGENCY,
)
"""To what ends people read; the others are the program's own."""

LINKS = (
    ("/boks/notat", "Skriv notat", "Write a note", Action.WRITE_NOTE),
    ("/boks/ret", "Ret oplysninger", "Change details", Action.WRITE_ALIAS),
    ("/anonymitet", "Anonymitet og samtykker", "Anonymity and consents", Action.SEE_TRAJECTORY),
    ("/noedadgang", "Nødadgang", "Break the glass", Action.BREAK_GLASS),
    ("/udtraek", "Udtræk til borgeren", "Extract for the person", Action.EXTRACT_ACCESS),
    ("/boks/slet", "Slet", "Erase", Action.ERASE),
)


@dataclass(frozen=True, slots=True)
class Box:
    """What may be fetched, to what ends, and the further acts: address below the trajectory's, Danish, English."""

    readable: tuple[Compartment, ...]
    links: tuple[tuple[str, str, str], ...]
    purposes: Sequence[tuple[str, str]]


def box_of(who: Who, folded: Folded, now: datetime, language: Language) -> Box:
    """Return what somebody is offered; what still needs a proof of who they are is offered, too."""

    def verdict(action: Action) -> Allowed | Refusal:
        return judge(who, action, folded.trajectory, now, folded.catalogue)

    return Box(
        readable=tuple(compartment for compartment in Compartment if opens(verdict(READ[compartment]), compartment)),
        links=tuple((address, da, en) for address, da, en, action in LINKS if is_offered(verdict(action))),
        purposes=choices(PURPOSES, language),
    )


def opens(verdict: Allowed | Refusal, compartment: Compartment) -> bool:
    """Tell whether anything of a compartment may be read or written."""
    return isinstance(verdict, Allowed) and not verdict.fields.isdisjoint(fields_of(compartment))


def is_offered(verdict: Allowed | Refusal) -> bool:
    """Tell whether an act may be done, or may once somebody has proved anew who they are."""
    return isinstance(verdict, Allowed) or verdict == STEP_UP_NEEDED


def choices(codes: Sequence[Labelled], language: Language) -> list[tuple[str, str]]:
    """Return the code and the text of each choice of a form."""
    return [(code, language.label(code)) for code in codes]


def fields_of(compartment: Compartment) -> tuple[VaultField, ...]:
    """Return the fields that a compartment keeps, in the order in which they are shown."""
    return tuple(field for field, kept_in in COMPARTMENT_OF.items() if kept_in is compartment)
