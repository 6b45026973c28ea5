"""Synthetic contacts for the years since the published totals, and the VIP cards. Source: seeds 000 and 002."""

from collections.abc import Iterator
from datetime import date, timedelta

from adapters.demo.dice import Dice
from adapters.demo.staff import BRIDGE_BUILDERS, CTI_WORKERS, LEADER, MEDIATOR, bridge_builder_centre
from adapters.demo.teller import Step
from domain.calendar import is_working_day
from domain.commands.contacts import HandOutCards, RegisterContact, RegisterVisit
from domain.contact_codes import (
    CardDistributor,
    Community,
    FormOfContact,
    HandledBy,
    HelpBegun,
    Interpreter,
    Language,
    Topic,
    WayIn,
    Wish,
)
from domain.events.contacts import ContactForm

FIRST_COUNTED_YEAR = 2013
PAKKE = "exit-pakke"
PROSTITUTION = "exit-prostitution"
ORDINARY_TOPICS = (
    Topic.EDUCATION, Topic.CASH_BENEFIT, Topic.HOUSING, Topic.DEBT, Topic.HEALTH, Topic.WORK, Topic.OFFERS,
    Topic.RESIDENCE,
)  # fmt: skip


def contacts_of(year: int, today: date, dice: Dice) -> Iterator[Step]:
    """Return a year's contacts up to today: outreach visits, bridge builders' contacts, cards handed out."""
    days = _working_days(year, today)
    part = len(days) / 250
    for _ in range(round(dice.between(18, 24) * part)):
        yield _visit(dice.pick(days), dice)
    for _ in range(round(dice.between(18, 38) * part)):
        yield _bridge_builder_contact(dice.pick(days), dice)
    for _ in range(round(dice.between(6, 10) * part)):
        yield _cti_enquiry(dice.pick(days), dice)
    yield _cards(days[0], dice)


def first_cards(dice: Dice) -> Step:
    """KC had handed out about 400 VIP cards by early April 2009. Source: seed 000."""
    fields = {"stream": dice.id(), "programme": PAKKE, "distributor": CardDistributor.KC, "cards": 400}
    return Step(date(2009, 4, 1), HandOutCards, fields, LEADER)


def _working_days(year: int, today: date) -> list[date]:
    first = date(year, 1, 1)
    days = [first + timedelta(days=number) for number in range(366)]
    return [day for day in days if day.year == year and day <= today and is_working_day(day)] or [first]


def _visit(day: date, dice: Dice) -> Step:
    """An outreach visit of the Thai mediator: three to eight people, each a contact."""
    contacts = tuple(_outreach_form(dice) for _ in range(dice.between(3, 8)))
    fields = {"stream": dice.id(), "programme": PAKKE, "centre": "socialcenter", "contacts": contacts}
    return Step(day, RegisterVisit, fields, MEDIATOR)


def _outreach_form(dice: Dice) -> ContactForm:
    return ContactForm(
        programme=PAKKE,
        centre="socialcenter",
        handled_by=HandledBy.CULTURAL_MEDIATOR,
        community=Community.THAI,
        way_in=WayIn.OUTREACH,
        form=FormOfContact.MEETING,
        wish=dice.pick(tuple(Wish)),
        topics=dice.some(ORDINARY_TOPICS, 3),
        help_begun=dice.some((HelpBegun.ANONYMOUS_COUNSELLING, HelpBegun.REFERRAL_KC), 1),
        language=Language.THAI,
        card_shown=dice.chance(10),
    )


def _bridge_builder_contact(day: date, dice: Dice) -> Step:
    code = dice.pick(BRIDGE_BUILDERS)
    form = ContactForm(
        programme=PAKKE,
        centre=bridge_builder_centre(code),
        handled_by=HandledBy.BRIDGE_BUILDER,
        way_in=dice.pick((WayIn.KC, WayIn.KC, WayIn.REDEN, WayIn.OTHER_NGO, WayIn.COLLEAGUE, WayIn.OWN_INITIATIVE)),
        form=dice.pick(tuple(FormOfContact)),
        wish=dice.pick(tuple(Wish)),
        topics=dice.some(ORDINARY_TOPICS, 3),
        help_begun=dice.some(tuple(HelpBegun), 2),
        language=dice.pick((Language.DANISH, Language.DANISH, Language.ENGLISH, Language.ROMANIAN)),
        interpreter=dice.pick((Interpreter.NONE, Interpreter.NONE, Interpreter.REMOTE)),
        card_shown=dice.chance(40),
    )
    return Step(day, RegisterContact, {"stream": dice.id(), "contact": form}, code)


def cti_form(dice: Dice) -> ContactForm:
    """Return an enquiry to the CTI workers of Exit Prostitution."""
    return ContactForm(
        programme=PROSTITUTION,
        centre="hjemloeseenheden",
        handled_by=HandledBy.CTI_WORKER,
        way_in=dice.pick((WayIn.KC, WayIn.REDEN, WayIn.OTHER_NGO, WayIn.COLLEAGUE, WayIn.OWN_INITIATIVE)),
        form=dice.pick((FormOfContact.MEETING, FormOfContact.TELEPHONE)),
        wish=dice.pick((Wish.OUT, Wish.OUT, Wish.BETTER_CONDITIONS)),
        topics=dice.some(ORDINARY_TOPICS, 3),
        language=dice.pick((Language.DANISH, Language.DANISH, Language.ENGLISH)),
    )


def _cti_enquiry(day: date, dice: Dice) -> Step:
    """A contact to Exit Prostitution that never became a course, as most do."""
    return Step(day, RegisterContact, {"stream": dice.id(), "contact": cti_form(dice)}, dice.pick(CTI_WORKERS))


def _cards(day: date, dice: Dice) -> Step:
    distributor = dice.pick((CardDistributor.KC, CardDistributor.REDEN))
    fields = {"stream": dice.id(), "programme": PAKKE, "distributor": distributor, "cards": dice.between(4, 12) * 25}
    return Step(day, HandOutCards, fields, LEADER)
