"""Who may do what, asked of the policy itself: each role in each situation that the rules tell apart."""

from collections.abc import Iterator, Set
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from adapters.privacy.document import Block, Table
from adapters.privacy.words import Words
from adapters.web.language import Language
from domain.access.case import OF_RECORDS
from domain.access.codes import Action
from domain.access.policy import Allowed, judge
from domain.access.step_up import needs_step_up
from domain.access.who import Who
from domain.base import Occurred
from domain.events.identity import ConsentGiven
from domain.fact import Fact
from domain.help_codes import ConsentForm, IdentifiedBy, Information, Purpose
from domain.labelled import Labelled
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Administration, Centre, Staff
from domain.trajectory.state import Broken, Consent, Lifting, Trajectory
from domain.trajectory_codes import Role

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = Occurred.at_instant(NOW)
ASKER, COLLEAGUE = "AA1", "BB1"
HERE, THERE, ADMINISTRATION, PROVIDER = "her", "der", "forvaltning", "udbyder"


class Situation(Labelled):
    """How a trajectory stands to who asks."""

    OWN = "own", "egne", "own"
    OWN_ANONYMOUS = "own-anonymous", "egne, anonyme", "own, anonymous"
    CENTRE = "centre", "centrets", "the centre's"
    GLASS = "glass", "med nødadgang", "with the glass broken"
    SHARED = "shared", "ved samtykke", "by consent"
    ANY = "any", "ethvert", "any"


def who_may(language: Language) -> list[Block]:
    """Return the table of roles and actions, with what its words mean."""
    words = Words(language)
    columns = [words("action"), *(language.label(role) for role in Role)]
    return [words.paragraph("may.policy"), Table(columns, [_row(language, action) for action in Action])]


def _row(language: Language, action: Action) -> list[str]:
    star = "*" if needs_step_up(_who(Role.LEADER, stepped_up=False), action, NOW) else ""
    return [language.label(action) + star, *(_cell(language, role, action) for role in Role)]


def _cell(language: Language, role: Role, action: Action) -> str:
    if action not in OF_RECORDS:
        return Words(language)("yes") if may(role, action, None) else "–"
    situations = {one for one in Situation if may(role, action, one)}
    return ", ".join(_words(language, situations)) or "–"


def _words(language: Language, situations: Set[Situation]) -> Iterator[str]:
    """Yield how far it reaches: the widest circle, and what opens more."""
    if Situation.ANY in situations:
        yield language.label(Situation.ANY)
        return
    circle = next((one for one in (Situation.CENTRE, Situation.OWN) if one in situations), None)
    if circle:
        is_for_known = Situation.OWN_ANONYMOUS not in situations
        known = Words(language)("known-only") if is_for_known else ""
        yield language.label(circle) + known
    yield from (language.label(one) for one in (Situation.GLASS, Situation.SHARED) if one in situations)


def may(role: Role, action: Action, situation: Situation | None) -> bool:
    """Ask the policy whether a role may do something in a situation; None for what is about no trajectory."""
    about = None if situation is None else _trajectory(situation)
    return isinstance(judge(_who(role), action, about, NOW, CATALOGUE), Allowed)


def _who(role: Role, *, stepped_up: bool = True) -> Who:
    provider = PROVIDER if role is Role.PARTNER else None
    return Who(ASKER, "101", frozenset({role}), HERE, provider, NOW if stepped_up else None)


def _trajectory(situation: Situation) -> Trajectory:
    own = situation in (Situation.OWN, Situation.OWN_ANONYMOUS)
    here = own or situation is Situation.CENTRE
    known = replace(
        Trajectory(UUID(int=1)),
        opened=TODAY,
        centre=HERE if here else THERE,
        worker=ASKER if own else COLLEAGUE,
    )
    return replace(known, **_besides(situation))


def _besides(situation: Situation) -> dict[str, Any]:
    lifted = Lifting(ADMINISTRATION, next(iter(IdentifiedBy)), True, TODAY)
    match situation:
        case Situation.OWN_ANONYMOUS:
            return {}
        case Situation.GLASS:
            return {"liftings": (lifted,), "broken": (Broken(ASKER, NOW.replace(hour=15)),)}
        case Situation.SHARED:
            return {"liftings": (lifted,), **_consent()}
        case _:
            return {"liftings": (lifted,)}


def _consent() -> dict[str, Any]:
    """Return a consent in force that shares everything with the provider, and the fact that it was given."""
    given = ConsentGiven(
        consent=UUID(int=2),
        information=frozenset(Information),
        sender=ADMINISTRATION,
        receiver=PROVIDER,
        purpose=next(iter(Purpose)),
        form=next(iter(ConsentForm)),
        until=TODAY.on,
    )
    kept = Consent(**{**given.model_dump(exclude={"consent"}), "id": given.consent, "given": TODAY})
    fact = Fact(UUID(int=3), UUID(int=1), "trajectory", given, TODAY, NOW, COLLEAGUE, 1, 1)
    return {"consents": (kept,), "facts": (fact,)}


def _catalogue() -> Catalogue:
    administration = Administration(code=ADMINISTRATION, da="A", en="A")
    centres = {code: Centre(code=code, da="C", en="C", administration=ADMINISTRATION) for code in (HERE, THERE)}
    staff = {code: Staff(code=code, roles=(Role.BRIDGE_BUILDER,), centre=HERE) for code in (ASKER, COLLEAGUE)}
    return Catalogue(administrations={ADMINISTRATION: administration}, centres=centres, staff=staff)


CATALOGUE = _catalogue()
