"""Which action each command is: every command type has its line, and a test fails where one is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from domain.access.codes import Action
from domain.commands import (
    Command,
    caseload,
    clock,
    contacts,
    corrections,
    course,
    help,
    identity,
    recurring,
    reference,
    supervision,
    vault,
)
from domain.commands import breach as breaches
from domain.events import Event
from domain.events import course as events
from domain.events.breach import BreachAssessed, PossibleBreachReported
from domain.events.clock import EscalationAcknowledged
from domain.events.identity import (
    AccessRestricted,
    AnonymityLifted,
    AnonymityRestored,
    DisclosureRecorded,
    DisclosureSeenByLeader,
)
from domain.events.vault import EarlierContactsFollow
from domain.trajectory.state import Trajectory


@dataclass(frozen=True, slots=True)
class Need:
    """What the policy is asked. With `leads`, a leader decides it; with `carries`, who carries it or a leader."""

    action: Action
    leads: bool = False
    carries: bool = False


STEP = Need(Action.ADVANCE)
DECISION = Need(Action.ADVANCE, leads=True)
HANDED_ON = Need(Action.ADVANCE, carries=True)
"""Else a colleague could take over, with its vault, what somebody carries."""

SEEN = Need(Action.SEE_TRAJECTORY)
"""Whoever sees the trajectory may; the rule says who it is for."""

NEEDS: Mapping[type[Command], Need | None] = MappingProxyType(
    {
        # Beginning something, and contacts.
        contacts.RegisterContact: STEP,
        contacts.RegisterVisit: STEP,
        contacts.RegisterFollowUp: STEP,
        course.OpenTrajectory: STEP,
        contacts.FollowActionCard: STEP,
        contacts.GiveReturnCode: STEP,
        contacts.RevokeReturnCode: STEP,
        contacts.MakeCardBatch: Need(Action.HAND_OUT_CARDS),
        contacts.HandOutCards: Need(Action.HAND_OUT_CARDS),
        # Who carries it. A hand-over is answered by whom it is offered to.
        course.AssignWorker: HANDED_ON,
        course.OfferHandOver: HANDED_ON,
        course.AcceptHandOver: SEEN,
        course.ReturnHandOver: SEEN,
        caseload.MoveCaseload: DECISION,
        caseload.TakeLeave: STEP,
        # The course.
        course.SetTargetGroup: STEP,
        course.PlanAppointment: STEP,
        course.MoveAppointment: STEP,
        course.CancelAppointment: STEP,
        course.KeepAppointment: STEP,
        course.RecordNoShow: STEP,
        course.RecordAttempt: STEP,
        course.RecordObservation: STEP,
        course.BeginPreCti: STEP,
        course.RecordExpectation: STEP,
        course.StartCti: STEP,
        course.SetActivityPlan: STEP,
        course.RecordCtiContact: STEP,
        course.EndPhase: STEP,
        course.RequestExtension: STEP,
        course.DecideExtension: DECISION,
        course.RequestEarlyDischarge: STEP,
        course.DecideEarlyDischarge: DECISION,
        course.Pause: STEP,
        course.Resume: STEP,
        course.CloseTrajectory: STEP,
        course.ReopenTrajectory: STEP,
        course.PlaceHold: DECISION,
        course.LiftHold: DECISION,
        course.AcknowledgeEscalation: DECISION,
        # Measures and measurements.
        help.ProposeMeasure: STEP,
        help.ApplyForMeasure: STEP,
        help.RecordAnswer: STEP,
        help.StartMeasure: STEP,
        help.CompleteMeasure: STEP,
        help.StopMeasure: STEP,
        help.RecordYearlyCheck: STEP,
        help.TakeMeasureBack: STEP,
        help.RecordMeasurement: STEP,
        help.DeclineMeasurement: STEP,
        # Anonymity, consent and disclosure.
        identity.LiftAnonymity: Need(Action.LIFT),
        identity.RestoreAnonymity: Need(Action.LIFT),
        vault.LetEarlierFollow: Need(Action.LIFT),
        identity.GiveConsent: STEP,
        identity.RenewConsent: STEP,
        identity.WithdrawConsent: STEP,
        identity.ShareInformation: Need(Action.DISCLOSE),
        identity.DiscloseWithoutConsent: Need(Action.DISCLOSE),
        identity.SeeDisclosures: DECISION,
        vault.BreakGlass: Need(Action.BREAK_GLASS),
        vault.EraseVault: Need(Action.ERASE),
        breaches.ReportPossibleBreach: SEEN,
        breaches.AssessBreach: DECISION,
        # Mistakes.
        corrections.CorrectDate: STEP,
        corrections.CorrectField: STEP,
        corrections.WithdrawFact: STEP,
        corrections.MoveContact: STEP,
        # Units, and reference data.
        supervision.HoldSupervision: SEEN,
        recurring.CompleteOccasion: STEP,
        recurring.AcknowledgeDuty: STEP,
        reference.Define: Need(Action.DEFINE),
        # Exitspor's own.
        clock.ActOnItem: None,
        recurring.PreparePaper: None,
        vault.MakeErasureFinal: None,
        vault.DeliverArchive: None,
    }
)


ANONYMITYS: frozenset[type[Event]] = frozenset(
    {AnonymityLifted, AnonymityRestored, AccessRestricted, EarlierContactsFollow}
)
"""To correct or withdraw one of these opens or closes what only a lifting may."""

LEADERS: frozenset[type[Event]] = frozenset(
    {
        events.WorkerAssigned,
        events.WorkerReleased,
        events.HandOverOffered,
        events.HandOverAccepted,
        events.HandOverReturned,
        events.ExtensionApproved,
        events.ExtensionDeclined,
        events.EarlyDischargeApproved,
        events.EarlyDischargeDeclined,
        events.HoldPlaced,
        events.HoldLifted,
        EscalationAcknowledged,
        DisclosureRecorded,
        DisclosureSeenByLeader,
        PossibleBreachReported,
        BreachAssessed,
    }
)
"""What a leader decided, or has to see, a leader corrects: nobody takes it back by the side door."""


def need_of(command: Command, streams: Mapping[UUID, Trajectory]) -> Need | None:
    """Return what a command needs; None for one that the program alone gives.

    To begin with a name is a lifting; to assign to others, or take over what somebody carries, is a leader's; a
    correction needs what it would change, told by the stream that it is about.
    """
    match command:
        case course.AssignWorker(worker=worker, actor=actor, trajectory=trajectory):
            is_own = worker == actor and streams[trajectory].worker in (None, worker)
            return HANDED_ON if is_own else DECISION
        case course.OpenTrajectory(administration=str()):
            return Need(Action.LIFT)
        case corrections.CorrectDate() | corrections.CorrectField() | corrections.WithdrawFact():
            return _need_of_correction(streams[command.stream], command.event)
    return NEEDS[type(command)]


def _need_of_correction(stream: Trajectory, event: UUID) -> Need:
    told = {type(fact.event) for fact in stream.facts if fact.id == event}
    if told & ANONYMITYS:
        return Need(Action.LIFT)
    return DECISION if told & LEADERS else STEP
