"""The main menu: what somebody may open, and nothing else. A page asks the desk all the same."""

from typing import NamedTuple

from domain.access.codes import Action
from domain.access.policy import MANUAL, roles_that_count
from domain.access.who import Who


class Entry(NamedTuple):
    """A page of the menu, for those who may do any of some things, and `besides` all of others."""

    address: str
    da: str
    en: str
    actions: frozenset[Action]
    besides: frozenset[Action] = frozenset()


MENU = (
    Entry("/boards/caseload", "Forløb", "Caseload", frozenset({Action.SEE_BOARD})),
    Entry(
        "/boards/deadlines",
        "Frister",
        "Deadlines",
        frozenset({Action.SEE_BOARD}),
        besides=frozenset({Action.SEE_AGGREGATES}),
    ),
    Entry("/vip-kode", "VIP-kode", "Return code", frozenset({Action.OPEN_BY_CODE})),
    Entry("/cpr", "CPR-søgning", "CPR search", frozenset({Action.SEARCH_CPR})),
    Entry("/boards/contacts", "Henvendelser", "Enquiries", frozenset({Action.SEE_AGGREGATES})),
    Entry("/indbakke", "Indbakke", "Inbox", frozenset({Action.SEE_BOARD, Action.PUBLISH})),
    Entry("/papirer", "Papirer", "Papers", frozenset({Action.SEE_AGGREGATES})),
    Entry("/reports/status", "Statusnotat", "Status report", frozenset({Action.SEE_AGGREGATES})),
    Entry("/adgangslog", "Adgangslog", "Access log", frozenset({Action.READ_ACCESS_LOG})),
    Entry("/adgangslog/stikproeve", "Stikprøve", "Sample", frozenset({Action.SAMPLE_ACCESS})),
)


def menu_of(who: Who) -> tuple[Entry, ...]:
    """Return the entries that somebody may open."""
    may = frozenset().union(*(MANUAL[role].general for role in roles_that_count(who)))
    return tuple(entry for entry in MENU if not may.isdisjoint(entry.actions) and entry.besides <= may)


def is_here(entry: Entry, here: str) -> bool:
    """Tell whether a page is the entry's, or below it and of no entry of its own."""
    path = here.partition("?")[0]
    fitting = [other.address for other in MENU if path == other.address or path.startswith(f"{other.address}/")]
    return entry.address == max(fitting, key=len, default=None)
