"""Style sheets and icon. Only these names are served; nothing is looked up by what a request says."""

from http import HTTPStatus
from importlib.resources import files
from types import MappingProxyType

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from adapters.report.render import report_css


def _own(name: str) -> str:
    return (files("adapters.web") / "static" / name).read_text(encoding="utf-8")


FILES = MappingProxyType(
    {
        "exitspor.css": ("text/css", _own("exitspor.css")),
        "icon.svg": ("image/svg+xml", _own("icon.svg")),
        "report.css": ("text/css", report_css()),
    }
)

router = APIRouter()


@router.get("/static/{name}")
async def static_file(name: str) -> Response:
    if name not in FILES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    media_type, content = FILES[name]
    return Response(content, media_type=media_type)
