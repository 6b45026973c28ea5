"""The access log for the auditor, the sample for control, and the extract for the person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from adapters.desk.desk import Desk
from adapters.web.asking import TheDesk, TheLanguage, address, known
from adapters.web.controlling import MOST_ENTRIES, entries_for, extract_for, sample_for
from adapters.web.errors import UnusableError, told
from adapters.web.guarding import only_with
from adapters.web.history.describe import short_id
from adapters.web.language import Language
from adapters.web.sent import NOT_A_DAY, NOT_CHOSEN
from adapters.web.templates import page
from adapters.web.vault_box import choices
from domain import refusals
from domain.access.codes import AccessOutcome, Action
from domain.access.log import Asked, Entry, Extracted, Place
from domain.calendar import civil_date
from domain.labelled import Labelled
from domain.refusal import Refusal
from domain.vault_codes import ErasureScope, VaultField
from projections.engine.codes import code_of

T = TypeVar("T")

HERE, SAMPLE = "/adgangslog", "/adgangslog/stikproeve"

Text = Annotated[str | None, Query(max_length=40)]
Number = Annotated[int | None, Query(ge=1, le=2**31 - 1)]

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry in the words of a language."""

    at: datetime
    action: str
    purpose: str
    fields: str
    actor: str = ""
    trajectory: UUID | None = None
    outcome: str = ""
    refused: bool = False


@router.get(HERE, response_class=HTMLResponse, dependencies=[only_with(Action.READ_ACCESS_LOG)])
async def show_log(
    desk: TheDesk,
    language: TheLanguage,
    *,
    day: Text = None,
    worker: Text = None,
    action: Text = None,
    month: Text = None,
    number: Number = None,
) -> HTMLResponse:
    staff = (await desk.services.catalogue()).staff
    asked = Asked(
        day=_day(day) if day else None,
        actor=known(worker, staff, refusals.UNKNOWN_STAFF),
        action=_action(action) if action else None,
    )
    below = Place(_day(month), number) if month and number else None
    entries = told(await entries_for(desk, asked, below))
    query = {"day": day, "worker": worker, "action": action}
    given = {name: text for name, text in query.items() if text}
    return await _page(
        desk,
        language,
        here=address(HERE, given),
        sample=False,
        entries=[_shown(entry, language) for entry in entries],
        more=_older(entries, given),
        day=asked.day,
        worker=asked.actor,
        action=asked.action,
        staff=[(code, code) for code in staff],
        actions=choices(tuple(Action), language),
        caption=language.text("Adgange, de nyeste først", "Accesses, the newest first"),
    )


@router.get(SAMPLE, response_class=HTMLResponse, dependencies=[only_with(Action.SAMPLE_ACCESS)])
async def show_sample(desk: TheDesk, language: TheLanguage, month: Text = None) -> HTMLResponse:
    today = civil_date(desk.services.clock())
    of_month = _day(f"{month}-01") if month else today.replace(day=1)
    sample = told(await sample_for(desk, of_month))
    return await _page(
        desk,
        language,
        here=address(SAMPLE, {"month": f"{of_month:%Y-%m}"}),
        sample=True,
        entries=[_shown(entry, language) for entry in sample.entries],
        more=None,
        month=f"{of_month:%Y-%m}",
        caption=_drawn(len(sample.entries), sample.drawn_from, language, is_over=sample.is_over),
    )


@router.get("/trajectories/{trajectory}/udtraek", response_class=HTMLResponse)
async def show_extract(desk: TheDesk, language: TheLanguage, trajectory: UUID) -> HTMLResponse:
    if isinstance(await desk.see(trajectory), Refusal):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    entries = told(await extract_for(desk, trajectory))
    return page(
        "extract.html",
        language,
        here=f"/trajectories/{trajectory}/udtraek",
        now=desk.services.clock(),
        entries=[_extracted(entry, language) for entry in entries],
    )


async def _page(desk: Desk, language: Language, *, here: str, **context: object) -> HTMLResponse:
    return page("access_log.html", language, here=here, short_id=short_id, **context)


def _shown(entry: Entry, language: Language) -> Shown:
    return Shown(
        entry.at,
        language.label(entry.action),
        language.label(entry.purpose),
        _fields(entry.fields, language),
        entry.actor,
        entry.trajectory,
        language.label(entry.outcome),
        refused=entry.outcome is AccessOutcome.REFUSED,
    )


def _extracted(entry: Extracted, language: Language) -> Shown:
    return Shown(
        entry.at, language.label(entry.action), language.label(entry.purpose), _fields(entry.fields, language)
    )


def _fields(fields: Sequence[str], language: Language) -> str:
    named: dict[str, Labelled] = {str(field): field for field in (*VaultField, *ErasureScope)}
    return ", ".join(language.label(named[field]) for field in fields if field in named)


def _drawn(shown: int, drawn_from: int, language: Language, *, is_over: bool) -> str:
    of = language.number(drawn_from)
    drawn = language.text(f"{language.number(shown)} adgange af {of}", f"{language.number(shown)} accesses of {of}")
    moves = language.text("måneden er ikke slut, og udvalget ændrer sig", "the month is not over, and they change")
    return drawn if is_over else f"{drawn}; {moves}"


def _older(entries: Sequence[Entry], query: dict[str, str]) -> str | None:
    if len(entries) < MOST_ENTRIES:
        return None
    last = entries[-1].place
    return address(HERE, {**query, "month": last.month.isoformat(), "number": str(last.number)})


def _day(text: str) -> date:
    return _read(date.fromisoformat, text, NOT_A_DAY)


def _action(text: str) -> Action:
    return _read(lambda value: code_of(Action, value), text, NOT_CHOSEN)


def _read(read: Callable[[str], T], text: str, refusal: Refusal) -> T:
    try:
        return read(text)
    except ValueError:
        raise UnusableError(refusal) from None
