"""Anonymity: lifted by the person's own act, restored when they ask; and the consents that share anything."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from adapters.web.asking import TheDesk, TheLanguage
from adapters.web.errors import UnusableError, told
from adapters.web.history.describe import short_id
from adapters.web.pages.step_up import STEP_UP
from adapters.web.pages.vault.common import LONGEST, about, back_to
from adapters.web.sent import NOT_CHOSEN, Sent, sent_in
from adapters.web.targets import leading_on
from adapters.web.templates import page
from adapters.web.vault_box import choices
from domain.access.codes import Action
from domain.access.policy import judge
from domain.access.refusals import STEP_UP_NEEDED
from domain.base import Occurred
from domain.calendar import civil_date
from domain.commands.identity import LiftAnonymity, RestoreAnonymity
from domain.commands.vault import LetEarlierFollow
from domain.help_codes import IdentifiedBy
from domain.vault_codes import VaultField

router = APIRouter()


@router.get("/trajectories/{trajectory}/anonymitet", response_class=HTMLResponse)
async def show_anonymity(desk: TheDesk, language: TheLanguage, trajectory: UUID) -> HTMLResponse:
    about_it = await about(desk, trajectory, language)
    here, now = f"/trajectories/{trajectory}/anonymitet", desk.services.clock()
    verdict = judge(desk.who, Action.LIFT, about_it.trajectory, now, about_it.catalogue)
    return page(
        "anonymity.html",
        language,
        here=here,
        id=trajectory,
        trajectory=about_it.trajectory,
        name_of=about_it.name_of,
        known=await desk.known_as(about_it.trajectory),
        consents=about_it.trajectory.consents,
        today=civil_date(now),
        may_lift=await desk.may(Action.LIFT, trajectory),
        prove=leading_on(language.path(STEP_UP), here) if verdict == STEP_UP_NEEDED else None,
        new_id=uuid4,
        administrations=[(one.code, language.label(one)) for one in about_it.catalogue.administrations.values()],
        identified_by=choices(tuple(IdentifiedBy), language),
        longest=LONGEST,
        short_id=short_id,
    )


@router.post("/trajectories/{trajectory}/anonymitet")
async def lift(request: Request, desk: TheDesk, language: TheLanguage, trajectory: UUID) -> Response:
    sent = await sent_in(request)
    about_it = await about(desk, trajectory, language)
    administration = sent.text("administration")
    if administration not in about_it.catalogue.administrations:
        raise UnusableError(NOT_CHOSEN)
    command = LiftAnonymity(
        command_id=sent.id("command"),
        actor=desk.who.code,
        municipality=desk.who.municipality,
        occurred=Occurred.at_instant(desk.services.clock()),
        trajectory=trajectory,
        administration=administration,
        identified_by=sent.chosen("identified_by", IdentifiedBy),
        earlier_follow=sent.text("earlier") == "yes",
    )
    told(await desk.lift(command, _identity(sent)))
    return back_to(trajectory, language)


@router.post("/trajectories/{trajectory}/anonymitet/tilbage")
async def restore(request: Request, desk: TheDesk, language: TheLanguage, trajectory: UUID) -> Response:
    sent = await sent_in(request)
    await about(desk, trajectory, language)
    command = RestoreAnonymity(
        command_id=sent.id("command"),
        actor=desk.who.code,
        municipality=desk.who.municipality,
        occurred=Occurred.at_instant(desk.services.clock()),
        trajectory=trajectory,
    )
    told(await desk.restore(command))
    return back_to(trajectory, language)


@router.post("/trajectories/{trajectory}/anonymitet/tidligere")
async def let_earlier_follow(request: Request, desk: TheDesk, language: TheLanguage, trajectory: UUID) -> Response:
    sent = await sent_in(request)
    about_it = await about(desk, trajectory, language)
    administration = sent.text("administration")
    if administration not in about_it.catalogue.administrations:
        raise UnusableError(NOT_CHOSEN)
    command = LetEarlierFollow(
        command_id=sent.id("command"),
        actor=desk.who.code,
        municipality=desk.who.municipality,
        occurred=Occurred.at_instant(desk.services.clock()),
        trajectory=trajectory,
        administration=administration,
    )
    told(await desk.advance(command))
    return back_to(trajectory, language)


def _identity(sent: Sent) -> Mapping[VaultField, str]:
    return {field: sent.text(field) for field in (VaultField.NAME, VaultField.CPR) if sent.text(field)}
