"""Every event of Exitspor, by concept. Importing this package fills the register of event types."""

from domain.events import (
    breach,
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
from domain.events.base import EVENT_TYPES, Event

__all__ = [
    "EVENT_TYPES",
    "Event",
    "breach",
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
