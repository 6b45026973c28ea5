"""Every event of a trajectory, and whether it still holds. Source: domain section 5, design section 4."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from domain.events.corrections import Corrected, DateCorrected, Withdrawn
from domain.fact import Fact
from projections.engine.board import Board, Folded
from projections.history.row import HistoryRow


def rows(folded: Folded) -> Iterable[HistoryRow]:
    """One row for each event, in the order of the log."""
    held = {(fact.id, fact.part): fact for fact in folded.held}
    return [_row(fact, held) for fact in folded.trajectory.facts]


def _row(fact: Fact, held: Mapping[tuple[UUID, int], Fact]) -> HistoryRow:
    holds = held.get((fact.id, fact.part))
    corrects = isinstance(fact.event, Corrected | DateCorrected | Withdrawn)
    return HistoryRow(
        trajectory=fact.stream,
        position=fact.position,
        version=fact.version,
        event=fact.id,
        type=fact.event.type_name if fact.event else None,
        occurred_on=fact.occurred.on,
        occurred_at=fact.occurred.at,
        recorded=fact.recorded,
        actor=fact.actor,
        withdrawn=not corrects and holds is None,
        corrected=not corrects and holds not in (None, fact),
        content=fact.event.model_dump_json() if fact.event else None,
    )


HISTORY = Board(name="history", version=1, columns=HistoryRow._fields, kinds=frozenset({"trajectory"}), rows=rows)
