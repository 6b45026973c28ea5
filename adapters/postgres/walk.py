"""Walking the log: what must hold for each event, after all the ones before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.postgres.copied import KEPT, CopiedEvent, digest_in, events_in, hash_in, kind_in, municipality_in
from adapters.postgres.layout import BEFORE_THE_FIRST

BEFORE_ALL_TIMES = -(1 << 63)
_ANOTHER_KIND = 1 << 64


@dataclass(frozen=True)
class Fault:
    """The first place where the log is not what it was, and what is wrong there."""

    position: int
    danish: str
    english: str


def computed_again(position: int) -> Fault:
    """Return the fault of a position that has another hash than an anchor says."""
    return Fault(position, "kæden er regnet om", "the chain was computed again since the anchor was noted")


@dataclass(slots=True)
class Walk:
    """What is known of the log up to a position.

    `ordered` are the ids of events that orders name, each with the position of the last such order; `anchors` are
    hashes by position. `recorded` is in microseconds since 2000, `municipality` stands after its length.
    """

    anchors: Mapping[int, bytes]
    position: int = 0
    hash: bytes = BEFORE_THE_FIRST
    recorded: int = BEFORE_ALL_TIMES
    municipality: bytes = b""
    ordered: Mapping[bytes, int] = field(default_factory=dict)
    events: int = 0
    versions: dict[bytes, int] = field(default_factory=dict)
    """Each stream's last version, plus what stands for its kind: one integer a stream, for the sake of memory."""
    kinds: dict[bytes, int] = field(default_factory=dict)
    """What stands for a kind: a multiple of 2^64, which no version reaches."""

    def take(self, chunk: bytes) -> Fault | None:
        """Walk the events of a chunk of the copy; return the first fault."""
        for event in events_in(chunk):
            if fault := self._step(event):
                return fault
        return None

    def remember(self, stream: bytes, kind: bytes, version: int) -> None:
        """Take a stream's last version from before the walk."""
        self.versions[stream] = self._of_kind(kind) + version

    def missed_anchor(self) -> Fault | None:
        """Return the fault of a log that ends before a position that it once had."""
        if all(position <= self.position for position in self.anchors):
            return None
        return Fault(self.position + 1, "loggen er kortere end før", "the log is shorter than it once was")

    def _step(self, event: CopiedEvent | None) -> Fault | None:
        """Look at the next event; return what is wrong with it, else count it."""
        if event is None:
            return Fault(
                self.position + 1,
                "hændelsen mangler noget, eller en tid er umulig",
                "the event lacks something, or a time is impossible",
            )
        counted = self._of_kind(kind_in(event)) + event.version
        if fault := self._fault_in_chain(event) or self._fault_in_order(event, counted):
            return fault
        self.versions[event.stream] = counted
        self.position, self.hash, self.recorded = event.position, event.hash, event.recorded
        self.municipality = self.municipality or municipality_in(event)
        self.events += 1
        return None

    def _fault_in_chain(self, event: CopiedEvent) -> Fault | None:
        position, stored = event.position, event.hash
        if position != self.position + 1:
            return Fault(self.position + 1, "hændelsen mangler", "the event is missing")
        if not self._is_digest_right(event):
            return Fault(position, "indhold eller tider er ændret", "payload or times were changed")
        if hash_in(self.hash, event) != stored:
            return Fault(position, "kæden er brudt her", "the chain is broken here: the event was changed or moved")
        if self.anchors.get(position, stored) != stored:
            return computed_again(position)
        return None

    def _is_digest_right(self, event: CopiedEvent) -> bool:
        """A blanked row's digest cannot be computed: an order in the log must name it, and the chain covers it."""
        if event.shape & KEPT:
            return digest_in(event) == event.digest
        return self.ordered.get(event.id, 0) > event.position

    def _fault_in_order(self, event: CopiedEvent, counted: int) -> Fault | None:
        before = self.versions.get(event.stream, counted - event.version)
        if counted != before + 1:
            return Fault(event.position, "forkert version i sin strøm", "a wrong version or kind in its stream")
        # Lengths hold zero bytes, which no text does: texts that end so have this municipality and no longer one.
        if event.recorded < self.recorded or not event.texts.endswith(self.municipality):
            return Fault(event.position, "forkert tid eller kommune", "a wrong time or municipality")
        return None

    def _of_kind(self, kind: bytes) -> int:
        return self.kinds.setdefault(kind, len(self.kinds) * _ANOTHER_KIND)
