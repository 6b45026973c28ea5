"""What a duty's paper is called, in Danish and English; a duty that is not here has none."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from domain.duties import Duty
from domain.reference.catalogue import Catalogue


class Name(NamedTuple):
    """The same in Danish and English."""

    da: str
    en: str


NAMES: Mapping[Duty, Name] = MappingProxyType(
    {
        Duty.SUPERVISION: Name("Ark til teamsupervision", "Team supervision sheet"),
        Duty.CASELOAD_REVIEW: Name("Gennemgang af alle forløb", "Full caseload review"),
        Duty.STATUS_REPORT: Name("Udkast til statusnotat", "Draft of the status report"),
        Duty.COMMITTEE: Name("Tal til mødet i udvalget", "Figures for the committee meeting"),
    }
)
MUNICIPALITY = Name("Hele kommunen", "The whole municipality")


def unit_name(unit: str | None, catalogue: Catalogue) -> Name:
    """Return the name of a centre or a programme; None is the municipality."""
    if unit is None:
        return MUNICIPALITY
    defined = catalogue.centres.get(unit) or catalogue.programmes.get(unit)
    return Name(defined.da, defined.en) if defined else Name(unit, unit)
