"""The record of processing activities (GDPR article 30), from the settings, the catalogue and the policy."""

from collections.abc import Iterable

from adapters.privacy.document import Block, Document, Paragraph, Section, Table
from adapters.privacy.known import Known, retentions
from adapters.privacy.who_may import who_may
from adapters.privacy.words import Words
from adapters.web.language import InBothLanguages, Language
from domain.vault_codes import COMPARTMENT_OF, COMPARTMENTS_OF, Compartment


def record(language: Language, known: Known) -> Document:
    """Return the record; what only the municipality knows is a gap."""
    words = Words(language)
    return Document(
        title=words("record.title"),
        language=language.code,
        introduction=[
            words.paragraph("record.made", municipality=known.settings.municipality, day=language.date(known.today))
        ],
        sections=[
            Section(
                words("record.controller"), [words.gap("record.controller.gap"), words.gap("record.processors.gap")]
            ),
            Section(words("record.purposes"), _purposes(language, known)),
            Section(words("record.subjects"), [words.bullets(*_keys("subjects", "persons", "others", "staff"))]),
            Section(words("record.data"), _data(language)),
            Section(words("record.recipients"), _recipients(language, known)),
            Section(words("record.limits"), _limits(language, known)),
            Section(
                words("record.measures"),
                [words.bullets(*_keys("measures", "vault", "log", "policy", "login", "threats"))],
            ),
            Section(words("record.access"), who_may(language)),
        ],
    )


def _keys(part: str, *names: str) -> Iterable[str]:
    return (f"record.{part}.{name}" for name in names)


def _purposes(language: Language, known: Known) -> list[Block]:
    words = Words(language)
    return [
        words.paragraph("record.purposes.text"),
        _named(language, "programme", known.catalogue.programmes.items()),
        words.gap("record.basis.gap"),
    ]


def _data(language: Language) -> list[Block]:
    words = Words(language)
    rows = [
        (language.label(one), _list(language, one), ", ".join(_erased_with(language, one))) for one in Compartment
    ]
    table = Table(words.list("record.compartment", "record.fields", "record.erased-with"), rows)
    return [words.paragraph("record.data.text"), table, words.paragraph("record.data.none")]


def _list(language: Language, compartment: Compartment) -> str:
    return ", ".join(language.label(field) for field, of in COMPARTMENT_OF.items() if of is compartment)


def _erased_with(language: Language, compartment: Compartment) -> Iterable[str]:
    return (language.label(scope) for scope, taken in COMPARTMENTS_OF.items() if compartment in taken)


def _recipients(language: Language, known: Known) -> list[Block]:
    words = Words(language)
    return [
        words.paragraph("record.recipients.text"),
        _named(language, "record.administrations", known.catalogue.administrations.items()),
        _named(language, "record.providers", known.catalogue.providers.items()),
        words.paragraph("record.third-countries"),
        words.gap("record.third-countries.gap"),
    ]


def _limits(language: Language, known: Known) -> list[Block]:
    words = Words(language)
    told = (
        words("record.limits.notes"),
        words("record.limits.hold"),
        words("record.limits.final", days=known.settings.backup_days),
        words("record.limits.access", months=known.settings.access_log_months),
        words("record.limits.other"),
    )
    return [Table(words.list("programme", "retention"), list(retentions(language, known))), *map(Paragraph, told)]


def _named(language: Language, of: str, named: Iterable[tuple[str, InBothLanguages]]) -> Table:
    words = Words(language)
    return Table((words(of), words("code")), [(language.label(one), code) for code, one in named])
