"""The names of the fields of events, and which fields a history leaves out."""

from collections.abc import Mapping
from types import MappingProxyType

FIELD_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "programme": ("program", "programme"),
        "centre": ("center", "centre"),
        "worker": ("medarbejder", "worker"),
        "to": ("til", "to"),
        "handled_by": ("varetaget af", "handled by"),
        "community": ("sprogfællesskab", "community"),
        "way_in": ("henvendelsesvej", "way in"),
        "form": ("form", "form"),
        "wish": ("ønske", "wish"),
        "topics": ("emner", "topics"),
        "help_begun": ("iværksat hjælp", "help begun"),
        "language": ("sprog", "language"),
        "interpreter": ("tolk", "interpreter"),
        "card_shown": ("VIP-kort vist", "VIP card shown"),
        "card_batch": ("kortserie", "card batch"),
        "follow_up": ("opfølgende", "follow-up"),
        "group": ("delmålgruppe", "target group"),
        "reason": ("årsag", "reason"),
        "close_reason": ("årsag til afslutning", "closing reason"),
        "duplicate": ("forløb", "trajectory"),
        "duplicate_of": ("dublet af", "duplicate of"),
        "appointment": ("aftale", "appointment"),
        "planned": ("tidspunkt", "time"),
        "observation": ("observation", "observation"),
        "plan": ("plan", "plan"),
        "phase": ("fase", "phase"),
        "run": ("gennemløb", "run"),
        "expectation": ("forventning", "expectation"),
        "unmet": ("ikke opfyldt", "unmet"),
        "focus_areas": ("fokusområder", "focus areas"),
        "place": ("sted", "place"),
        "party": ("med", "with"),
        "minutes": ("minutter", "minutes"),
        "days": ("dage", "days"),
        "expected_until": ("forventet til", "expected until"),
        "measure": ("tiltag", "measure"),
        "kind": ("tiltag", "measure"),
        "provider": ("udbyder", "provider"),
        "answer": ("svartid", "time to answer"),
        "yearly_check": ("årligt tjek", "yearly check"),
        "until": ("til og med", "until"),
        "occasion": ("ved", "at"),
        "questionnaire": ("skema", "questionnaire"),
        "helped": ("hjulpet med at udfylde", "helped to fill in"),
        "administration": ("forvaltning", "administration"),
        "identified_by": ("kendt ved", "identified by"),
        "earlier_follow": ("tidligere henvendelser følger med", "earlier contacts follow"),
        "information": ("oplysninger", "information"),
        "sender": ("fra", "from"),
        "receiver": ("til", "to"),
        "purpose": ("formål", "purpose"),
        "basis": ("hjemmel", "legal basis"),
        "recipient": ("modtager", "recipient"),
        "triggers": ("på grund af", "because of"),
        "item": ("frist", "deadline"),
        "deadline": ("overskredet", "passed"),
        "event": ("registrering", "registration"),
        "moved_to": ("flyttet til", "moved to"),
        "occurred": ("rettet til", "corrected to"),
        "content": ("rettet til", "corrected to"),
        "contact": ("henvendelse", "enquiry"),
    }
)

LEFT_OUT = frozenset(
    {
        "hand_over", "extension", "discharge", "consent", "from_contact", "type", "content_version", "events",
        "order", "who_5", "paid_sex", "ratings",
    }
)  # fmt: skip
"""Ids that tell a reader nothing, and the answers of a measurement, which a timeline has no need of."""
