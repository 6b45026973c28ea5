"""The search for canaries finds them, however they were written: a search that cannot find proves nothing."""

import gzip
import json
import sqlite3
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.canary.forms import read
from tests.faults.canary.search import Place, canaries_in, files_under
from tests.faults.canary.words import CANARIES, CPR, NAME, NOTE, PHONE, SHORTEST, Canary, needles

WRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "as it is": bytes,
    "hex": lambda content: content.hex().encode(),
    "capital hex": lambda content: content.hex().upper().encode(),
    "base64": b64encode,
    "base64 for addresses": urlsafe_b64encode,
    "an address": lambda content: quote(content).encode(),
    "a form": lambda content: urlencode({"x": content}).encode(),
    "JSON": lambda content: json.dumps(content.decode(errors="replace")).encode(),
    "HTML": lambda content: escape(content.decode(errors="replace")).encode("ascii", "xmlcharrefreplace"),
    "UTF-16": lambda content: content.decode(errors="replace").encode("utf-16"),
    "UTF-16, the other way round": lambda content: content.decode(errors="replace").encode("utf-16-be"),
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "among zeros": lambda content: bytes(100) + content + bytes(100),
}


def names_in(*places: Place) -> set[str]:
    return {found.canary for found in canaries_in(places)}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name)
def test_a_canary_is_found_however_it_was_written(canary: Canary, written: str) -> None:
    content = WRITTEN[written](f"before {canary.typed} after".encode())
    assert canary.name in names_in(Place("x", content))


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(sorted(WRITTEN)))
def test_a_canary_is_found_whatever_stands_around_it(before: str, after: str, written: str) -> None:
    content = WRITTEN[written]((before + NAME.typed + after).encode(errors="replace"))
    assert "name" in names_in(Place("x", content))


@pytest.mark.parametrize("number", ["150190-7318", "1501907318", "8137-091051", "8137091051"])
def test_a_cpr_number_is_found_with_and_without_its_hyphen_and_backwards(number: str) -> None:
    assert names_in(Place("x", f"<{number}>".encode())) == {CPR.name}


def test_a_canary_is_found_in_the_name_of_a_place_and_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "deep" / f"{NAME.typed}.txt").write_bytes(b"")
    (tmp_path / "deep" / "deeper" / "x.bin").write_bytes(bytes(7) + PHONE.typed.encode("utf-16-le"))
    assert names_in(*files_under(tmp_path)) == {"name", "phone"}


def test_a_canary_is_found_in_a_database_file(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as database:
        database.execute("CREATE TABLE x (y)")
        database.execute("INSERT INTO x VALUES (?)", (NOTE.typed,))
    assert names_in(*files_under(tmp_path)) == {"note"}


def test_nothing_is_found_where_nothing_is() -> None:
    content = b"Karla 150190 Kanarie 71 93 26" + bytes(range(256)) * 100
    assert canaries_in([Place("x", content)]) == []


def test_no_canary_hides_in_another_and_none_is_so_short_that_chance_would_find_it() -> None:
    for canary in CANARIES:
        assert names_in(Place("x", canary.typed.encode())) == {canary.name}
        assert all(
            trace.casefold() in canary.typed.casefold() or canary is CPR or canary is PHONE for trace in canary.traces
        )
    assert min(map(len, needles())) >= SHORTEST


def test_what_was_found_is_told_without_what_was_found() -> None:
    [found] = [one for one in canaries_in([Place("x", NAME.typed.encode())]) if one.encoding == "utf-8"]
    assert found == ("x", "name", "utf-8")


PAGE = """
<a href="/one">1</a><form method="post" action="/two?x=1">
<input type="hidden" name="formular" value="t"><input name="a"><input type="checkbox" name="b" value="1">
<input type="radio" name="c" value="1"><input type="radio" name="c" value="2" checked>
<select name="d"><option value="">-</option><option value="e">E</option></select><textarea name="f">g
h</textarea></form>
"""


def test_a_form_is_read_as_a_browser_sends_it_and_spoiled_in_every_place() -> None:
    [form], links = read(PAGE, "http://x/")
    assert links == ["http://x/one"]
    assert (form.method, form.action) == ("post", "http://x/two?x=1")
    assert form.values == {"formular": ["t"], "a": [""], "c": ["2"], "d": ["e"], "f": ["g\nh"]}
    assert list(form.spoiled("!")) == [
        {"formular": ["t"], "a": ["!"], "c": ["2"], "d": ["e"], "f": ["!"]},
        {"formular": ["t"], "a": ["!"], "c": ["!"], "d": ["!"], "f": ["!"]},
    ]
