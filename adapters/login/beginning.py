"""The first set-up, and every later choice of a password by a one-time code."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.demo.staff import DEMO_LOGINS
from adapters.login.passwords import is_usable
from adapters.login.staff_codes import is_staff_code
from adapters.reference.load import define_all
from domain.base import SYSTEM
from domain.reference.definitions import Staff
from domain.refusal import Refusal
from domain.trajectory_codes import Role

if TYPE_CHECKING:
    from adapters.services import Services

WRONG_CODE = Refusal(
    "wrong-one-time-code",
    "Engangskoden er forkert, brugt eller udløbet, eller den hører til en anden medarbejderkode.",
    "The one-time code is wrong, used or too old, or it belongs to another staff code.",
)
TOO_SHORT = Refusal(
    "password-too-short",
    "Adgangskoden skal have mindst 12 tegn og højst 256.",
    "The password must have at least 12 characters and at most 256.",
)
NOT_REPEATED = Refusal(
    "passwords-differ",
    "De to adgangskoder er ikke ens. Skriv dem igen.",
    "The two passwords are not the same. Write them again.",
)
NO_STAFF_CODE = Refusal(
    "not-a-staff-code",
    "Medarbejderkoden er to til fem store bogstaver og højst tre cifre, fx BB7. I demoen er den en af demoens.",
    "The staff code is two to five capital letters and at most three digits, such as BB7. In the demo it is one of "
    "the demo's.",
)
INACTIVE = Refusal(
    "inactive-staff",
    "Medarbejderen er ikke længere i tjeneste. Vælg en anden kode.",
    "The worker is no longer in service. Choose another code.",
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was typed to begin with."""

    code: str = field(repr=False)
    staff: str
    password: str = field(repr=False)
    repeated: str = field(repr=False)


async def begin(services: "Services", chosen: Chosen) -> tuple[Refusal | None, bool]:
    """Set a worker's password; return what is wrong, and whether it was the code, so that it may be a guess."""
    if not is_usable(chosen.password):
        return TOO_SHORT, False
    if chosen.password != chosen.repeated:
        return NOT_REPEATED, False
    accounts = services.logins.accounts
    if await services.logins.is_set_up():
        right = is_staff_code(chosen.staff) and await accounts.use_code(
            chosen.staff, chosen.code, chosen.password, services.clock()
        )
        return (None, False) if right else (WRONG_CODE, True)
    if not await accounts.may_begin(chosen.code):
        return WRONG_CODE, True
    return await _begin_first(services, chosen)


async def _begin_first(services: "Services", chosen: Chosen) -> tuple[Refusal | None, bool]:
    """Make the first accounts. In the demo those of one worker of each role, else that of one administrator."""
    catalogue = await services.catalogue()
    is_demo = await services.logins.accounts.is_demo()
    staff = [code for code in DEMO_LOGINS if code in catalogue.staff] if is_demo else [chosen.staff]
    if chosen.staff not in staff or not is_staff_code(chosen.staff):
        return NO_STAFF_CODE, False
    known = catalogue.staff.get(chosen.staff)
    if known is not None and not known.active:
        return INACTIVE, False
    if not await services.logins.accounts.begin(chosen.code, staff, chosen.password, services.clock()):
        return WRONG_CODE, True
    # Only who used the code up is defined: of two at once, with the same code, one becomes administrator.
    if known is None:
        await _define_administrator(services, chosen.staff)
    return None, False


async def _define_administrator(services: "Services", code: str) -> None:
    centre = min((await services.catalogue()).centres)
    worker = Staff(code=code, roles=(Role.ADMINISTRATOR,), centre=centre)
    await define_all(
        services.handler, [worker], actor=SYSTEM, municipality=services.municipality, now=services.clock()
    )
