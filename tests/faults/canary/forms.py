"""The forms of a page, read as a browser reads them, and filled in as somebody does who types in the wrong places."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

KEPT = frozenset({"formular"})
"""The fields that a browser fills in itself: the token of the session's forms."""


@dataclass
class Form:
    """One form: how and where it is sent, what it holds, and what can be chosen in it."""

    method: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)

    @property
    def shape(self) -> tuple[str, str, tuple[str, ...]]:
        return self.method, self.action, tuple(self.values)

    def filled(self, typed: Mapping[str, str]) -> dict[str, list[str]]:
        """Return what is sent with some fields as typed and all else as the page has it."""
        return {**self.values, **{name: [text] for name, text in typed.items()}}

    def spoiled(self, text: str) -> Iterator[dict[str, list[str]]]:
        """Yield what is sent with a text in all places to type, and with it in every other place."""
        yield self.filled(dict.fromkeys(self.typed, text))
        others = [name for name in self.values if name not in self.typed and name not in KEPT]
        if others:
            yield self.filled(dict.fromkeys([*self.typed, *others], text))


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._address = address
        self._open: Form | None = None
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "a" and "href" in said:
            self.links.append(urljoin(self._address, said["href"]))
        elif tag == "form":
            action = urljoin(self._address, said.get("action") or self._address)
            self._open = Form(said.get("method", "get").lower(), action)
            self.forms.append(self._open)
        elif self._open is not None:
            self._take(self._open, tag, said)

    def _take(self, form: Form, tag: str, said: Mapping[str, str]) -> None:
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "select":
            self._select = name
            form.values.setdefault(name, [])
        elif tag == "option" and self._select and not form.values[self._select] and said.get("value"):
            form.values[self._select] = [said["value"]]
        elif tag == "textarea" or (tag == "input" and kind in TYPED):
            self._area = name if tag == "textarea" else None
            form.values.setdefault(name, [said.get("value", "")])
            form.typed.append(name)
        elif tag in ("input", "button") and name and (kind not in CHOSEN or "checked" in said):
            form.values.setdefault(name, [said.get("value", "on")])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._area is not None:
            self._open.values[self._area] = [self._open.values[self._area][0] + data]


CHOSEN = frozenset({"checkbox", "radio"})
TYPED = frozenset({"text", "search", "tel", "email", "date", "number", "password", "url", "time"})


def read(page: str, address: str) -> tuple[Sequence[Form], Sequence[str]]:
    """Return the forms of a page and the addresses that it links to."""
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms, reader.links
