"""The data map: every table and column, and every event's fields, with class, protection, retention and who may."""

from collections.abc import Iterator, Sequence

from adapters.privacy.classes import DataClass
from adapters.privacy.document import Block, Document, Gap, Paragraph, Section, Table
from adapters.privacy.event_fields import EventField, event_fields
from adapters.privacy.live import LiveTables
from adapters.privacy.register import Table as Described
from adapters.privacy.register import tables
from adapters.privacy.words import Words
from adapters.web.history.event_names import EVENT_NAMES
from adapters.web.language import Language

SCHEMAS = ("log", "vault", "access", "login", "throttle", "notify", "study", "board")
"""In the order of the paper."""


def data_map(language: Language, live: LiveTables) -> Document:
    """Return the data map, with the rights that the live database gives."""
    words = Words(language)
    return Document(
        title=words("map.title"),
        language=language.code,
        introduction=_introduction(language),
        sections=[
            *(_schema(language, schema, live) for schema in SCHEMAS),
            *_missing(language, live),
            Section(
                words("map.temporal"),
                [words.bullets("map.temporal.clear", "map.temporal.sealed", "map.temporal.kept")],
            ),
            Section(words("map.files"), [words.bullets("map.files.keys", "map.files.logs", "map.files.reports")]),
            _events(language),
        ],
    )


def _introduction(language: Language) -> Sequence[Block]:
    words = Words(language)
    rows = [(language.label(one), language.number(_count(one))) for one in DataClass]
    return (
        words.paragraph("map.article-9"),
        Table(words.list("class", "columns"), rows),
        words.paragraph("map.rights"),
    )


def _count(data: DataClass) -> int:
    return sum(column.data is data for table in tables().values() for column in table.columns)


def _schema(language: Language, schema: str, live: LiveTables) -> Section:
    own = [table for table in tables().values() if table.schema == schema]
    blocks = [block for table in own for block in _table(language, table, live)]
    return Section(f"{schema}: {Words(language)(f'schema.{schema}')}", blocks)


def _table(language: Language, table: Described, live: LiveTables) -> Iterator[Block]:
    words = Words(language)
    rights = "; ".join(f"{role}: {', '.join(may)}" for role, may in live.grants.get(table.name, {}).items())
    yield Paragraph(
        f"{table.name}: {language.label(table)}. {words('kept')}: {language.label(table.retention)}. "
        f"{words('rights')}: {rights or words('no-role')}."
    )
    yield Table(words.list("columns", "class", "protection"), list(_kinds(language, table)))


def _kinds(language: Language, table: Described) -> Iterator[tuple[str, ...]]:
    """Yield the columns of one class and protection together, in the order of the register."""
    kinds = dict.fromkeys((column.data, column.protection) for column in table.columns)
    for data, protection in kinds:
        names = [column.name for column in table.columns if (column.data, column.protection) == (data, protection)]
        yield ", ".join(names), language.label(data), language.label(protection)


def _missing(language: Language, live: LiveTables) -> Iterator[Section]:
    """Yield what the live database has beyond the register, such as another program's tables."""
    unknown = sorted(live.columns.keys() - tables().keys())
    words = Words(language)
    if unknown:
        yield Section(words("map.unknown"), [Gap(words("map.describe", tables=", ".join(unknown)))])


def _events(language: Language) -> Section:
    words = Words(language)
    rows = [_event_row(language, field) for field in event_fields()]
    table = Table(words.list("event", "field", "can-hold", "class"), rows)
    return Section(words("map.events"), [words.paragraph("map.events.types"), table])


def _event_row(language: Language, field: EventField) -> tuple[str, ...]:
    name = EVENT_NAMES.get(field.event)
    shown = f"{language.text(*name)} ({field.event})" if name else field.event
    return shown, field.name, language.label(field.holds), language.label(field.data)
