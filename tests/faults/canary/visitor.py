"""Somebody at the pages: signed in as a worker, typing; everything that is answered is kept for the search."""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import httpx2

from tests.faults.canary.forms import Form, read
from tests.faults.canary.search import Place

SHOWS_WHAT_IS_PERSONAL = ("/boks", "/boks/notat")
"""What answers with what the vault holds, or with a note that is to be looked at once more: its body only."""

UNAVAILABLE, MOST_TRIES = 503, 20
PASSWORD = "syv-gule-kanarie-burde"


class Visitor:
    """A browser's session. `answers` are those of all visitors."""

    def __init__(self, address: str, answers: list[Place]) -> None:
        self._answers = answers
        self._client = httpx2.Client(
            base_url=address,
            headers={"sec-fetch-site": "same-origin", "origin": address.rstrip("/")},
            event_hooks={"response": [self._keep]},
            timeout=30,
        )

    def close(self) -> None:
        self._client.close()

    def get(self, path: str, **also: object) -> httpx2.Response:
        return self._client.get(path, **also)  # type: ignore[arg-type]

    def request(self, method: str, path: str, **also: object) -> httpx2.Response:
        return self._client.request(method, path, **also)  # type: ignore[arg-type]

    def look(self, path: str) -> tuple[Sequence[Form], Sequence[str]]:
        """Return the forms of a page, and the pages of this site that it links to, as paths and what comes after."""
        answer = self._patiently(path)
        forms, links = read(answer.text, str(answer.url))
        own = (urlsplit(link) for link in links)
        return forms, [f"{one.path}?{one.query}" for one in own if one.netloc == answer.url.netloc.decode()]

    def _patiently(self, path: str) -> httpx2.Response:
        """Open a page, again where the server says that it cannot answer just now."""
        for _ in range(MOST_TRIES):
            answer = self.get(path, follow_redirects=True)
            if answer.status_code != UNAVAILABLE:
                break
        return answer

    def form_at(self, path: str, action: str) -> Form:
        """Return the form of a page that is sent to an address with some end."""
        forms, _ = self.look(path)
        found = [form for form in forms if urlsplit(form.action).path.endswith(action)]
        assert found, (path, action)
        return found[0]

    def send(self, form: Form, values: Mapping[str, list[str]]) -> httpx2.Response:
        if form.method == "get":
            return self.get(form.action, params=dict(values))
        return self._client.post(form.action, data=dict(values))

    def fill(self, path: str, action: str, **typed: str) -> httpx2.Response:
        """Fill in a form of a page and send it; it must not be refused."""
        form = self.form_at(path, action)
        answer = self.send(form, form.filled({name.replace("__", "-"): text for name, text in typed.items()}))
        assert answer.status_code < 400, (path, action, answer.status_code, answer.text[-1500:])
        return answer

    def _keep(self, response: httpx2.Response) -> None:
        self._answers.extend(_left_by(response))


def _left_by(response: httpx2.Response) -> Iterator[Place]:
    """Yield what an answer leaves: its headers always, its body unless it is there to show what is personal."""
    body = response.read()
    name = f"answer {response.status_code} to {_route(response.request)}"
    headers = "\n".join(f"{key}: {value}" for key, value in response.headers.items())
    yield Place(f"{name}, headers", headers.encode())
    shows = response.status_code == 200 and response.request.url.path.endswith(SHOWS_WHAT_IS_PERSONAL)
    if not shows or response.request.method != "POST":
        yield Place(f"{name}, body", body)


def _route(request: httpx2.Request) -> str:
    """Return where a request went, without what was typed into its path, which whoever typed it knows."""
    first = request.url.path.split("/")[1]
    return f"/{first if WORD.fullmatch(first) else '...'}"


WORD = re.compile(r"[a-z-]*")
"""What the beginnings of addresses are made of."""
