"""A paper as a value: headings, paragraphs, lists, tables, and gaps to be filled in; written in two ways."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import assert_never

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from adapters.report.render import report_css

_TEMPLATES = Environment(
    loader=PackageLoader("adapters.privacy"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What the program cannot know: the municipality fills it in."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Paragraph | Gap | Bullets | Table


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper. `language` is ``da`` or ``en``."""

    title: str
    language: str
    introduction: Sequence[Block]
    sections: Sequence[Section]


def markdown(document: Document) -> str:
    """Return a paper as Markdown; a gap is a quotation that begins with ``[ ]``."""
    parts = [f"# {document.title}", *_blocks(document.introduction)]
    for section in document.sections:
        parts += [f"## {section.heading}", *_blocks(section.blocks)]
    return "\n\n".join(parts) + "\n"


def html(document: Document) -> str:
    """Return a paper as an HTML document that needs no other file."""
    style = report_css() + (files("adapters.privacy") / "privacy.css").read_text(encoding="utf-8")
    return _TEMPLATES.get_template("document.html").render(document=document, style=Markup(style))  # noqa: S704  (ours)


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    return map(_block, blocks)


def _block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return _plain(text)
        case Gap(text):
            return f"> [ ] {_plain(text)}"
        case Bullets(items):
            return "\n".join(f"- {_plain(item)}" for item in items)
        case Table(columns, rows):
            return "\n".join(_row(row) for row in (columns, ["---"] * len(columns), *rows))
        case _ as other:
            assert_never(other)


def _row(cells: Iterable[str]) -> str:
    written = (_plain(cell).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(written)} |"


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("<", "\\<").replace("*", "\\*")
