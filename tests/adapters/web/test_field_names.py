"""Whatever happens to a trajectory, its page has words for it: a field without a name is a fault of the page."""

import pytest

from adapters.web.history.event_names import EVENT_NAMES
from adapters.web.history.field_names import FIELD_NAMES, LEFT_OUT
from domain.events import EVENT_TYPES, contacts, recurring, reference, supervision

OF_OTHER_STREAMS = {
    contacts.VisitRegistered,
    contacts.ContactContinued,
    contacts.CardBatchMade,
    contacts.VipCardsHandedOut,
    supervision.SupervisionHeld,
    recurring.PaperPrepared,
    recurring.OccasionDone,
}
"""Events of visits, lone contacts, cards, sessions and duties, which no page of a trajectory shows."""

SHOWN = sorted(
    name
    for name, event in EVENT_TYPES.items()
    if event not in OF_OTHER_STREAMS and not issubclass(event, reference.ReferenceEvent) and event.model_fields
)


@pytest.mark.parametrize("name", SHOWN)
def test_every_field_of_an_event_of_a_trajectory_is_named_or_left_out_on_purpose(name: str) -> None:
    assert name in EVENT_NAMES
    assert set(EVENT_TYPES[name].model_fields) <= set(FIELD_NAMES) | LEFT_OUT
