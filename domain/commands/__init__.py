"""Every command of Exitspor, by concept. Importing this package fills the register of command types."""

from domain.commands import clock, contacts, corrections, course, help, identity, reference, supervision
from domain.commands.base import COMMAND_TYPES, Command, TrajectoryCommand

__all__ = [
    "COMMAND_TYPES",
    "Command",
    "TrajectoryCommand",
    "clock",
    "contacts",
    "corrections",
    "course",
    "help",
    "identity",
    "reference",
    "supervision",
]
