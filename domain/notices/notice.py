"""A notice: that something is told to a person or to a queue, in codes, dates and references."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from domain.agenda_item import ItemKind
from domain.fact import Fact
from domain.log import StreamKind
from domain.notices.codes import NoticeKind
from domain.notices.reference import reference_of
from domain.trajectory_codes import Role


class Person(NamedTuple):
    """A worker in service."""

    code: str


class Queue(NamedTuple):
    """Everybody in service at a centre (None: in the municipality) with a role (None: any that carries or leads)."""

    centre: str | None
    role: Role | None


Recipient = Person | Queue


class Telling(NamedTuple):
    """What one event makes somebody be told, before it has an id."""

    what: NoticeKind
    to: Recipient
    kind: ItemKind | None = None
    due: date | None = None


AT_ONCE = frozenset({NoticeKind.BREACH_REPORTED, NoticeKind.GLASS_BROKEN})
"""What somebody is told at any hour."""


class Notice(NamedTuple):
    """Something that a person or a queue is told, once for each event and recipient.

    `stream` is the trajectory (or a unit's duty) that it is about, `kind` and `due` the agenda item, if it is about
    one. `made` is when the log recorded the event. An urgent notice passes quiet hours and digests.
    """

    id: UUID
    event: UUID
    position: int
    to: Recipient
    what: NoticeKind
    kind: ItemKind | None
    stream: UUID
    stream_kind: StreamKind
    due: date | None
    made: datetime

    @property
    def urgent(self) -> bool:
        """Tell whether hours count: a possible breach is assessed within 72. Source: GDPR article 33 (1)."""
        return self.kind is ItemKind.BREACH or self.what in AT_ONCE

    @property
    def reference(self) -> str:
        """What finds it in the inbox, and tells nobody else anything: such as ``7F3K-Q0ZD-9XHM-2VBT``."""
        return reference_of(self.id)


def notice_of(fact: Fact, telling: Telling) -> Notice:
    """Return the notice of a fact's telling: its id follows from the event and from who is told."""
    return Notice(
        id=uuid5(fact.id, _address(telling.to)),
        event=fact.id,
        position=fact.position,
        to=telling.to,
        what=telling.what,
        kind=telling.kind,
        stream=fact.stream,
        stream_kind=fact.kind,
        due=telling.due,
        made=fact.recorded,
    )


def each_once(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return notices in order without those whose id came before."""
    first: dict[UUID, Notice] = {}
    for notice in notices:
        first.setdefault(notice.id, notice)
    return tuple(first.values())


def _address(to: Recipient) -> str:
    match to:
        case Person(code):
            return f"person:{code}"
        case Queue(centre, role):
            return f"queue:{centre or ''}:{role or ''}"
