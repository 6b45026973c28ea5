"""What each field of a command is called: in English, in Danish, and as an option."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Word(NamedTuple):
    """`option` is None where the field's own name, with hyphens, is the option."""

    en: str
    da: str
    option: str | None = None


FIELDS: Mapping[str, Word] = MappingProxyType(
    {
        "administration": Word("administration", "forvaltning"),
        "appointment": Word("appointment", "aftale"),
        "approved": Word("what the leader decides", "lederens afgørelse", "--approved/--declined"),
        "basis": Word("legal basis", "hjemmel"),
        "batch": Word("batch of the cards", "kortenes batch"),
        "breach": Word("possible breach", "muligt brud"),
        "card_batch": Word("batch of the VIP card shown", "VIP-kortets batch"),
        "card_shown": Word("a VIP card was shown", "VIP-kort vist", "--card-shown"),
        "cards": Word("number of cards", "antal kort"),
        "cause": Word("what happened", "hvad der skete"),
        "centre": Word("centre", "center"),
        "close_reason": Word("how the trajectory is to end", "afslutningsårsag"),
        "community": Word("the cultural mediator's language community", "kulturformidlerens sprogmiljø"),
        "consent": Word("consent", "samtykke"),
        "consequences_told": Word(
            "whether the consequences of refusing were told",
            "følgerne af at sige nej er fortalt",
            "--consequences-told/--consequences-not-told",
        ),
        "contacts": Word("a contact, where it differs from the common options", "en henvendelse", "--contact"),
        "days": Word("days", "dage"),
        "deputy": Word("who stands in during the leave", "stedfortræder"),
        "discharge": Word("early discharge", "tidlig udskrivning"),
        "distributor": Word("who hands them out", "uddeler"),
        "duplicate_of": Word("the trajectory that this one is a duplicate of", "dublet af forløb"),
        "earlier_follow": Word(
            "whether earlier contacts follow, or are sealed and only counted",
            "tidligere henvendelser følger med",
            "--earlier-follow/--earlier-sealed",
        ),
        "event": Word("event", "hændelse"),
        "expectation": Word("what was done", "det, der er gjort"),
        "expected_until": Word("last expected day of the pause", "forventes sat på pause til"),
        "duty": Word("recurring duty", "fast opgave"),
        "extension": Word("extension", "forlængelse"),
        "field": Word("field", "felt"),
        "focus_areas": Word("focus area, up to three", "fokusområde", "--focus-area"),
        "form": Word("form", "form"),
        "from_contact": Word("event of the lone contact that it begins with", "begynder med henvendelse"),
        "from_stream": Word("stream of the lone contact that it begins with", "henvendelsens nummer"),
        "granted": Word("the answer", "svaret", "--granted/--refused"),
        "group": Word("target group", "delmålgruppe"),
        "hand_over": Word("hand-over", "overlevering"),
        "handled_by": Word("handled by", "varetaget af"),
        "happened": Word("when it happened", "hvornår det skete"),
        "help_begun": Word("help begun, several", "påbegyndt hjælp"),
        "helped": Word("the person was helped to fill it in", "hjulpet med at udfylde", "--helped"),
        "identified_by": Word("how the person is known", "hvordan borgeren er kendt"),
        "information": Word("kind of information, several", "oplysninger"),
        "interpreter": Word("interpreter", "tolk"),
        "kind": Word("kind", "art"),
        "language": Word("language", "sprog"),
        "leaves": Word("the worker leaves the service in the same step", "medarbejderen fratræder", "--leaves"),
        "measure": Word("measure", "tiltag"),
        "minutes": Word("length in minutes", "varighed i minutter"),
        "observation": Word("what was seen", "det, der er set"),
        "occasion": Word("occasion: of a recurring duty its day", "anledning"),
        "outcome": Word("what the assessment came to", "vurderingens udfald"),
        "paid_sex": Word("payment for sexual services in the last month", "betaling for seksuelle ydelser"),
        "party": Word("with whom", "med hvem"),
        "phase": Word("number of the phase", "fasens nummer"),
        "place": Word("place", "sted"),
        "plan": Word("plan", "plan"),
        "planned": Word("when it is planned", "tidspunkt"),
        "programme": Word("programme", "program"),
        "provider": Word("provider", "udbyder"),
        "purpose": Word("purpose", "formål"),
        "questionnaire": Word("questionnaire", "skema"),
        "ratings": Word("self-rated area, 1 (worst) to 5, several", "selvvurdering", "--rating"),
        "reason": Word("reason", "årsag"),
        "receiver": Word("administration or provider that receives", "modtager"),
        "recipient": Word("who receives it", "modtager"),
        "sender": Word("administration or provider that sends", "afsender"),
        "stream": Word("stream of the fact: a trajectory, contact, visit ...", "registreringens nummer"),
        "target_group": Word("target group", "delmålgruppe"),
        "to": Word("the worker who is to take over", "modtagende medarbejder"),
        "topics": Word("topic, several", "emne", "--topic"),
        "trajectories": Word("trajectory that it concerns, several", "forløb, det drejer sig om", "--trajectory"),
        "trajectory": Word("trajectory", "forløb"),
        "unit": Word("unit (a centre or a programme), else the whole municipality", "enhed"),
        "until": Word("last day", "slutdag"),
        "value": Word("what it should have been", "den rette værdi"),
        "way_in": Word("way in", "henvendelsesvej"),
        "who_5": Word("WHO-5", "WHO-5"),
        "wish": Word("wish", "ønske"),
        "worker": Word("worker", "medarbejder"),
        "working_days": Word("working days until an answer is due; else the kind's own", "arbejdsdage til svar"),
    }
)
