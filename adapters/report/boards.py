"""The boards that a status report is made from."""

from projections.cards.fold import CARDS
from projections.caseload.fold import CASELOAD
from projections.contacts.fold import CONTACTS
from projections.history.fold import HISTORY

REPORTED = (CONTACTS, CARDS, CASELOAD, HISTORY)
