"""Every board of Exitspor."""

from projections.cards.fold import CARDS
from projections.caseload.fold import CASELOAD
from projections.contacts.fold import CONTACTS
from projections.deadlines.fold import DEADLINES
from projections.engine.board import Board
from projections.history.fold import HISTORY

BOARDS: tuple[Board, ...] = (CARDS, CASELOAD, CONTACTS, DEADLINES, HISTORY)
