"""The cookies of log-in. Over https their names begin with ``__Host-``: no other host and no plain page can set them.

Over plain http, which is for this machine only, a browser would refuse that name, so they go without it there.
"""

from starlette.requests import Request
from starlette.responses import Response

from adapters.settings import Settings

SESSION, PENDING = "exitspor", "exitspor-login"
PENDING_SECONDS = 600


def is_secure(settings: Settings) -> bool:
    """Tell whether the pages are reached over https."""
    return settings.public_url is not None and settings.public_url.startswith("https://")


def cookie_name(settings: Settings, name: str) -> str:
    return f"__Host-{name}" if is_secure(settings) else name


def cookie_of(request: Request, settings: Settings, name: str) -> str | None:
    """Return what a browser sent under a name."""
    return request.cookies.get(cookie_name(settings, name))


def give_cookie(response: Response, settings: Settings, name: str, value: str, *, seconds: int | None = None) -> None:
    """Have a browser hold a value, until it is closed or for some seconds."""
    response.set_cookie(
        cookie_name(settings, name),
        value,
        max_age=seconds,
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def take_cookie(response: Response, settings: Settings, name: str) -> None:
    """Have a browser forget a value."""
    response.delete_cookie(
        cookie_name(settings, name), path="/", secure=is_secure(settings), httponly=True, samesite="lax"
    )
