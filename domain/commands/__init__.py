"""Every command of Exitspor, by concept. Importing this package fills the register of command types."""

from domain.commands import (
    breach,
    caseload,
    clock,
    contacts,
    corrections,
    course,
    help,
    identity,
    recurring,
    reference,
    supervision,
    vault,
)
from domain.commands.base import COMMAND_TYPES, Command, TrajectoryCommand

__all__ = [
    "COMMAND_TYPES",
    "Command",
    "TrajectoryCommand",
    "breach",
    "caseload",
    "clock",
    "contacts",
    "corrections",
    "course",
    "help",
    "identity",
    "recurring",
    "reference",
    "supervision",
    "vault",
]
