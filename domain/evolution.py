"""How events stored in older schema versions, or under older names, become events of today.

An upcaster is a pure function of a stored content. It is registered by the type name and the schema version that
stand in the log, and says what its author would write today: one event or several, each with name and version. The
chain runs until every part has the version that this program knows; the log itself is never rewritten.

A content within a content (`Corrected`) carries a name and a version of its own, and goes through the same chain.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

Content = Mapping[str, Any]
"""What an event says, as its JSON object."""


class Stored(NamedTuple):
    """An event as it stands in the log, or as an upcaster wrote it."""

    name: str
    version: int
    content: Content


Upcaster = Callable[[Content], Iterable[Stored]]


class UnknownEventTypeError(Exception):
    """The log holds an event type or schema version that this program does not know."""


class Upcasters:
    """Upcasters by type name and schema version. At most one each."""

    def __init__(self) -> None:
        self._upcasters: dict[tuple[str, int], Upcaster] = {}

    def upcasts(self, name: str, version: int) -> Callable[[Upcaster], Upcaster]:
        """Register the upcaster of one version of a type. Raises ValueError if it has one already."""

        def register(upcaster: Upcaster) -> Upcaster:
            if (name, version) in self._upcasters:
                raise ValueError(f"event type {name} version {version} has an upcaster already")
            self._upcasters[name, version] = upcaster
            return upcaster

        return register

    def upcast(self, stored: Stored, current: Mapping[str, int]) -> tuple[Stored, ...]:
        """Return what a stored event is in the versions of `current` (by type name), in order, one part or more.

        Raises UnknownEventTypeError where no upcaster leads on, where they lead in a circle, or to nothing.
        """
        return tuple(self._parts(stored, current, ()))

    def _parts(
        self, stored: Stored, current: Mapping[str, int], passed: tuple[tuple[str, int], ...]
    ) -> Iterator[Stored]:
        step = (stored.name, stored.version)
        if current.get(stored.name) == stored.version:
            yield stored
            return
        upcaster = self._upcasters.get(step)
        following = () if upcaster is None or step in passed else tuple(upcaster(stored.content))
        if not following:
            raise UnknownEventTypeError(f"no upcaster leads on from {stored.name} version {stored.version}")
        for part in following:
            yield from self._parts(part, current, (*passed, step))


UPCASTERS = Upcasters()
"""The upcasters of this program."""


@UPCASTERS.upcasts("Corrected", 1)
def corrected_names_the_version_of_its_content(content: Content) -> Iterable[Stored]:
    """When version 1 was written every event type was in its first version."""
    yield Stored("Corrected", 2, {**content, "content_version": 1})


def _says_the_same(name: str) -> None:
    """Version 2 of a type knows further codes, or a further field with a default: what version 1 said it says too."""

    @UPCASTERS.upcasts(name, 1)
    def unchanged(content: Content) -> Iterable[Stored]:
        yield Stored(name, 2, content)


for _name in (
    "AnswerDeadlinePassed",
    "Escalated",
    "EscalationAcknowledged",
    "InactivityAsked",
    "PhaseDeadlinePassed",
    "ProgrammeDefined",
    "RecurringDefined",
    "ReminderGiven",
    "StaffDefined",
):
    _says_the_same(_name)
