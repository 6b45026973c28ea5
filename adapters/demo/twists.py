"""What is special about a story's present: a pause, an extension, a measure that awaits its answer ..."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from adapters.demo.contacts import cti_form
from adapters.demo.course import PLAN, Setting, measured
from adapters.demo.plots import Twist
from adapters.demo.staff import CTI_WORKERS, LEADER
from adapters.demo.teller import Step
from domain.breach_codes import BreachCause
from domain.calendar import add_working_days
from domain.commands.breach import ReportPossibleBreach
from domain.commands.contacts import RegisterFollowUp
from domain.commands.course import (
    AcknowledgeEscalation,
    CloseTrajectory,
    DecideEarlyDischarge,
    DecideExtension,
    OfferHandOver,
    Pause,
    ReopenTrajectory,
    RequestEarlyDischarge,
    RequestExtension,
    Resume,
    StartCti,
)
from domain.commands.help import ApplyForMeasure, CompleteMeasure, ProposeMeasure, RecordAnswer, StartMeasure
from domain.commands.identity import DiscloseWithoutConsent, GiveConsent
from domain.contact_codes import Topic
from domain.help_codes import ConsentForm, Information, LegalBasis, Occasion, Purpose, Recipient
from domain.trajectory_codes import CloseReason, DeviationReason, PauseReason

Telling = Callable[[Setting], Iterator[Step]]

PAUSED_AGO = 10
LEFT_AGO = 9
FOLLOW_UP_DAYS = 280
KINDS = ("referral-kc", "debt-counselling", "cash-benefit", "housing-list", "treatment", "social-action-plan")


def nothing(setting: Setting) -> Iterator[Step]:
    return iter(())


def answered_measure(setting: Setting, applied_ago: int) -> Iterator[Step]:
    """A measure that was applied for, answered and mostly begun."""
    dice, measure = setting.dice, setting.dice.id()
    applied = setting.ago(applied_ago)
    yield setting.step(applied, ProposeMeasure, measure=measure, kind=dice.pick(KINDS))
    yield setting.step(applied, ApplyForMeasure, measure=measure)
    granted = dice.chance(80)
    answered = applied + timedelta(days=dice.between(5, 12))
    yield setting.step(answered, RecordAnswer, measure=measure, granted=granted)
    if granted and dice.chance(80):
        yield setting.step(answered + timedelta(days=3), StartMeasure, measure=measure)
        if dice.chance(40):
            yield setting.step(answered + timedelta(days=12), CompleteMeasure, measure=measure)


def _unanswered(setting: Setting, working_days_ago: int) -> Iterator[Step]:
    measure, day = setting.dice.id(), add_working_days(setting.today, -working_days_ago)
    yield setting.step(day, ProposeMeasure, measure=measure, kind="cash-benefit")
    yield setting.step(day, ApplyForMeasure, measure=measure)


def _awaits_answer(setting: Setting) -> Iterator[Step]:
    return _unanswered(setting, 3)


def _answer_overdue(setting: Setting) -> Iterator[Step]:
    return _unanswered(setting, 12)


def _paused(setting: Setting) -> Iterator[Step]:
    yield setting.step(setting.ago(PAUSED_AGO), Pause, reason=setting.dice.pick(tuple(PauseReason)))


def _was_paused(setting: Setting) -> Iterator[Step]:
    yield setting.step(setting.ago(40), Pause, reason=PauseReason.HOSPITAL)
    yield setting.step(setting.ago(19), Resume)


def _extension(setting: Setting, *, approved: bool) -> Iterator[Step]:
    extension, asked = setting.dice.id(), setting.ago(8 if approved else 1)
    yield setting.step(
        asked,
        RequestExtension,
        extension=extension,
        days=setting.dice.between(2, 5) * 7,
        reason=DeviationReason.AWAITING_OFFER,
    )
    if approved:
        yield setting.step(setting.ago(6), DecideExtension, LEADER, extension=extension, approved=True)


def _extended(setting: Setting) -> Iterator[Step]:
    return _extension(setting, approved=True)


def _extension_asked(setting: Setting) -> Iterator[Step]:
    return _extension(setting, approved=False)


def _hand_over(setting: Setting) -> Iterator[Step]:
    other = next(code for code in CTI_WORKERS if code != setting.worker)
    yield setting.step(setting.ago(1), OfferHandOver, hand_over=setting.dice.id(), to=other)


def _acknowledged(setting: Setting) -> Iterator[Step]:
    yield setting.step(setting.ago(5), AcknowledgeEscalation, LEADER)


def _discharge(setting: Setting, *, approved: bool) -> Iterator[Step]:
    discharge = setting.dice.id()
    yield setting.step(
        setting.ago(LEFT_AGO if approved else 1),
        RequestEarlyDischarge,
        discharge=discharge,
        close_reason=CloseReason.COMPLETED,
        reason=DeviationReason.GOAL_REACHED,
    )
    if approved:
        yield setting.step(setting.ago(7), DecideEarlyDischarge, LEADER, discharge=discharge, approved=True)


def _discharge_asked(setting: Setting) -> Iterator[Step]:
    return _discharge(setting, approved=False)


def _discharged(setting: Setting) -> Iterator[Step]:
    return _discharge(setting, approved=True)


def _closed(reason: CloseReason) -> Telling:
    def closing(setting: Setting) -> Iterator[Step]:
        yield setting.step(setting.ago(LEFT_AGO), CloseTrajectory, reason=reason)

    return closing


def _completed(setting: Setting) -> Iterator[Step]:
    ended = setting.today + timedelta(days=setting.plot.due_in)
    yield from measured(setting, ended + timedelta(days=1), Occasion.CLOSE, 0)
    yield setting.step(ended + timedelta(days=2), CloseTrajectory, reason=CloseReason.COMPLETED)
    yield from measured(setting, ended + timedelta(days=FOLLOW_UP_DAYS), Occasion.FOLLOW_UP, 0)


def _second_run(setting: Setting) -> Iterator[Step]:
    yield setting.step(setting.ago(20), CloseTrajectory, reason=CloseReason.CONTACT_CEASED)
    yield setting.step(setting.ago(6), ReopenTrajectory)
    yield setting.step(setting.ago(5), StartCti, plan=PLAN, reason=DeviationReason.OTHER)


def _consent_ends(setting: Setting) -> Iterator[Step]:
    yield setting.step(
        setting.ago(20),
        GiveConsent,
        consent=setting.dice.id(),
        information=frozenset({Information.COURSE, Information.HOUSING}),
        sender="sof",
        receiver="bif",
        purpose=Purpose.COORDINATED_HELP,
        form=ConsentForm.WRITTEN,
        consequences_told=True,
        until=setting.today + timedelta(days=5),
    )


def _disclosed(setting: Setting) -> Iterator[Step]:
    yield setting.step(
        setting.ago(2),
        DiscloseWithoutConsent,
        information=frozenset({Information.FAMILY}),
        basis=LegalBasis.CHILD_NOTIFICATION,
        recipient=Recipient.CHILD_AUTHORITY,
    )


def _action_card(setting: Setting) -> Iterator[Step]:
    form = cti_form(setting.dice).model_copy(update={"topics": frozenset({Topic.ACUTE_DANGER, Topic.VIOLENCE})})
    yield setting.step(setting.ago(1), RegisterFollowUp, contact=form)


def _breach(setting: Setting) -> Iterator[Step]:
    yield setting.step(
        setting.ago(1), ReportPossibleBreach, breach=setting.dice.id(), cause=BreachCause.WRONG_RECIPIENT
    )


TWISTS: dict[Twist, Telling] = {
    Twist.PAUSED: _paused,
    Twist.WAS_PAUSED: _was_paused,
    Twist.EXTENDED: _extended,
    Twist.EXTENSION_ASKED: _extension_asked,
    Twist.AWAITS_ANSWER: _awaits_answer,
    Twist.ANSWER_OVERDUE: _answer_overdue,
    Twist.HAND_OVER: _hand_over,
    Twist.ACKNOWLEDGED: _acknowledged,
    Twist.DISCHARGE_ASKED: _discharge_asked,
    Twist.DISCHARGED: _discharged,
    Twist.OWN_WISH: _closed(CloseReason.OWN_WISH),
    Twist.CONTACT_CEASED: _closed(CloseReason.CONTACT_CEASED),
    Twist.MOVED: _closed(CloseReason.MOVED),
    Twist.DEATH: _closed(CloseReason.DEATH),
    Twist.COMPLETED: _completed,
    Twist.SECOND_RUN: _second_run,
    Twist.CONSENT_ENDS: _consent_ends,
    Twist.DISCLOSED: _disclosed,
    Twist.ACTION_CARD: _action_card,
    Twist.BREACH: _breach,
}

QUIET_SINCE = {
    Twist.PAUSED: PAUSED_AGO,
    Twist.DISCHARGED: LEFT_AGO,
    Twist.OWN_WISH: LEFT_AGO,
    Twist.CONTACT_CEASED: LEFT_AGO + 20,
    Twist.MOVED: LEFT_AGO,
    Twist.DEATH: LEFT_AGO,
    Twist.SECOND_RUN: 20,
    Twist.SILENT: 20,
}
"""Days before today from which nothing more is done, where a story has gone quiet."""
