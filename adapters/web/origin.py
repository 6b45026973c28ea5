"""Who may have a form carried out: the pages themselves, and no page elsewhere that a reader has open too."""

from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request

from adapters.web.errors import ForeignFormError, UnusableFormError

LARGEST_FORM = 65_536
MOST_FIELDS = 1_000


async def form_of(request: Request) -> dict[str, list[str]]:
    """Return the fields of a form that one of the pages sent. Raises ForeignFormError, UnusableFormError."""
    if not is_own(request):
        raise ForeignFormError
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            raise UnusableFormError
    try:
        return parse_qs(body.decode("ascii"), max_num_fields=MOST_FIELDS, strict_parsing=bool(body))
    except ValueError:
        raise UnusableFormError from None


def field_of(form: dict[str, list[str]], name: str) -> str:
    """Return what a form holds under a name, the empty text where it holds nothing."""
    return form.get(name, [""])[0]


def is_foreign(request: Request) -> bool:
    """Tell whether a browser says that a page elsewhere asks. What was typed or kept as a bookmark is one's own."""
    return request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def is_own(request: Request) -> bool:
    """Tell whether a browser says that its own page asks; what says nothing is no browser with a page open."""
    said = request.headers.get("sec-fetch-site")
    if said is not None:
        return said == "same-origin"
    origin, host = request.headers.get("origin"), request.headers.get("host")
    return origin is not None and host is not None and urlsplit(origin).netloc == host
