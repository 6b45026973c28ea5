"""The threat model as a paper."""

from collections.abc import Iterator

from adapters.privacy.arithmetic import guessing
from adapters.privacy.document import Block, Bullets, Document, Section, Table
from adapters.privacy.threats import Threat, ThreatGroup, threats
from adapters.privacy.words import Words
from adapters.web.language import Language


def threat_model(language: Language) -> Document:
    """Return every threat with what stops it, what remains, and the tests that prove it."""
    words = Words(language)
    return Document(
        title=words("threats.title"),
        language=language.code,
        introduction=[words.paragraph("threats.introduction")],
        sections=[*(_group(language, group) for group in ThreatGroup), guessing(language)],
    )


def _group(language: Language, group: ThreatGroup) -> Section:
    own = [threat for threat in threats() if threat.group is group]
    return Section(language.label(group), [block for threat in own for block in _threat(language, threat)])


def _threat(language: Language, threat: Threat) -> Iterator[Block]:
    words, text = Words(language), language.text
    rows = [
        (words("who"), text(*threat.who)),
        (words("stops"), text(*threat.stops)),
        (words("remains"), text(*threat.remains)),
    ]
    yield Table((words("threat"), text(*threat.what)), rows)
    yield Bullets([f"{words('test')}: {test}" for test in threat.tests])
