"""The draft of a data protection impact assessment (GDPR article 35) for the municipality to finish."""

from adapters.privacy.document import Block, Document, Section, Table
from adapters.privacy.known import Known, retentions
from adapters.privacy.register import tables
from adapters.privacy.threats import Threat, threats
from adapters.privacy.words import Words
from adapters.web.language import Language
from domain.events import EVENT_TYPES


def dpia(language: Language, known: Known) -> Document:
    """Return the draft; what is the municipality's to assess is a gap."""
    words = Words(language)
    made = words.paragraph("dpia.made", municipality=known.settings.municipality, day=language.date(known.today))
    return Document(
        title=words("dpia.title"),
        language=language.code,
        introduction=[made],
        sections=[
            Section(words("dpia.why"), [words.paragraph("dpia.why.text")]),
            Section(words("dpia.description"), _description(language, known)),
            Section(words("dpia.necessity"), _necessity(language, known)),
            Section(words("dpia.rights"), _rights(language)),
            Section(words("dpia.risks"), _risks(language)),
            Section(words("dpia.breach"), [words.paragraph("dpia.breach.text"), words.gap("dpia.breach.gap")]),
            Section(words("dpia.consultation"), [words.gap("dpia.consultation.gap")]),
        ],
    )


def _description(language: Language, known: Known) -> list[Block]:
    words, catalogue = Words(language), known.catalogue
    counted = words.paragraph(
        "dpia.count",
        programmes=language.list([language.label(one) for one in catalogue.programmes.values()]),
        centres=len(catalogue.centres),
        staff=sum(staff.active for staff in catalogue.staff.values()),
        events=len(EVENT_TYPES),
        tables=len(tables()),
    )
    return [words.paragraph("dpia.description.text"), counted, words.gap("dpia.description.gap")]


def _necessity(language: Language, known: Known) -> list[Block]:
    words = Words(language)
    kept = language.list([f"{programme}: {length}" for programme, length in retentions(language, known)])
    keys = (f"dpia.necessity.{one}" for one in ("minimal", "own", "limits", "aggregates"))
    return [words.bullets(*keys, retention=kept), words.gap("dpia.necessity.gap")]


def _rights(language: Language) -> list[Block]:
    words = Words(language)
    rights = ("information", "access", "rectification", "erasure", "objection")
    return [words.bullets(*(f"dpia.rights.{one}" for one in rights)), words.gap("dpia.rights.gap")]


def _risks(language: Language) -> list[Block]:
    words = Words(language)
    columns = words.list("threat", "stops", "remains", "dpia.likelihood", "dpia.severity")
    rows = [_risk(language, threat) for threat in threats()]
    return [words.paragraph("dpia.risks.text"), words.gap("dpia.risks.gap"), Table(columns, rows)]


def _risk(language: Language, threat: Threat) -> tuple[str, ...]:
    told = (language.text(*part) for part in (threat.what, threat.stops, threat.remains))
    return *told, "[ ]", "[ ]"
