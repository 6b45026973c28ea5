"""What the papers say, by a key: Danish and English stand beside each other in `data/words.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from adapters.privacy.document import Bullets, Gap, Paragraph
from adapters.web.language import Language


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = (files("adapters.privacy") / "data" / "words.toml").read_text(encoding="utf-8")
    words: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return words


class Words:
    """The papers' words in one language. Raises KeyError for a key that there is not."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, key: str, **values: object) -> str:
        """Return a text, with values in the place of ``{names}``."""
        return _words()[key][self._language.code].format_map(values)

    def list(self, *keys: str) -> tuple[str, ...]:
        return tuple(map(self, keys))

    def paragraph(self, key: str, **values: object) -> Paragraph:
        return Paragraph(self(key, **values))

    def gap(self, key: str) -> Gap:
        return Gap(self(key))

    def bullets(self, *keys: str, **values: object) -> Bullets:
        return Bullets([self(key, **values) for key in keys])
