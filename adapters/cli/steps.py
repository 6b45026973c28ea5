"""Every step that a person takes, one line each."""

from adapters.cli.cards import batch_content
from adapters.cli.step import Step
from adapters.cli.visit import common_entries, visit_content
from domain.commands import breach, contacts, corrections, course, help, identity, recurring, supervision, vault

STEPS: tuple[Step, ...] = (
    Step("contact register", contacts.RegisterContact, "Registrér henvendelse", "Register a lone contact", "stream"),
    Step(
        "visit register",
        contacts.RegisterVisit,
        "Registrér opsøgende besøg",
        "Register an outreach visit: one form, n contacts",
        "stream",
        common_entries(),
        visit_content,
    ),
    Step(
        "cards handed-out",
        contacts.HandOutCards,
        "Registrér uddelte VIP-kort",
        "Record VIP cards handed out",
        "stream",
    ),
    Step(
        "cards make",
        contacts.MakeCardBatch,
        "Lav en serie VIP-kort til tryk",
        "Make a batch of VIP cards to be printed",
        finish=batch_content,
        follows="stream",
    ),
    Step("supervision hold", supervision.HoldSupervision, "Registrér teamsupervision", "Record a session", "stream"),
    # What a unit does again and again.
    Step("duty done", recurring.CompleteOccasion, "Fast opgave udført", "A recurring duty was done"),
    Step(
        "duty acknowledge",
        recurring.AcknowledgeDuty,
        "Kvittér for eskalering af fast opgave",
        "Acknowledge every escalation of a recurring duty",
    ),
    # A trajectory's life.
    Step("trajectory open", course.OpenTrajectory, "Åbn forløb", "Open a trajectory", "trajectory"),
    Step("trajectory assign", course.AssignWorker, "Tildel medarbejder", "Assign a worker"),
    Step("trajectory target-group", course.SetTargetGroup, "Sæt delmålgruppe", "Set the target group"),
    Step("trajectory follow-up", contacts.RegisterFollowUp, "Registrér opfølgende henvendelse", "Register a contact"),
    Step("trajectory attempt", course.RecordAttempt, "Registrér kontaktforsøg", "Record an attempt at contact"),
    Step("trajectory observe", course.RecordObservation, "Registrér observation", "Record what was seen"),
    Step("trajectory action-card", contacts.FollowActionCard, "Handlekort fulgt", "The action card was followed"),
    Step(
        "trajectory acknowledge", course.AcknowledgeEscalation, "Kvittér for eskalering", "Acknowledge an escalation"
    ),
    Step("trajectory close", course.CloseTrajectory, "Afslut forløb", "Close the trajectory"),
    Step("trajectory reopen", course.ReopenTrajectory, "Genåbn forløb", "Reopen a closed trajectory"),
    Step("trajectory hold", course.PlaceHold, "Bevar forløb", "Place a legal hold"),
    Step("trajectory lift-hold", course.LiftHold, "Ophæv bevaring", "Lift the legal hold"),
    # Hand-over.
    Step("trajectory offer-hand-over", course.OfferHandOver, "Tilbyd overlevering", "Offer a hand-over", "hand_over"),
    Step("trajectory accept-hand-over", course.AcceptHandOver, "Tag imod overlevering", "Accept a hand-over"),
    Step("trajectory return-hand-over", course.ReturnHandOver, "Send overlevering tilbage", "Return a hand-over"),
    # The course.
    Step("trajectory pre-cti", course.BeginPreCti, "Begynd kontaktskabelsesperiode", "Begin pre-CTI"),
    Step(
        "trajectory expectation", course.RecordExpectation, "Sæt flueben på tjekliste", "Something expected was done"
    ),
    Step("trajectory start-cti", course.StartCti, "Start CTI", "Start the course: phase 1 begins"),
    Step("trajectory activity-plan", course.SetActivityPlan, "Sæt aktivitetsplan", "Set the phase's focus areas"),
    Step("trajectory cti-contact", course.RecordCtiContact, "Registrér kontakt i forløbet", "Record a CTI contact"),
    Step("trajectory end-phase", course.EndPhase, "Afslut fase", "End a phase; the next starts the same day"),
    Step("trajectory pause", course.Pause, "Sæt på pause", "Pause the course"),
    Step("trajectory resume", course.Resume, "Genoptag", "Let the course go on"),
    Step(
        "trajectory request-extension",
        course.RequestExtension,
        "Bed om forlængelse",
        "Ask for more days in the running phase",
        "extension",
    ),
    Step("trajectory decide-extension", course.DecideExtension, "Afgør forlængelse", "Decide an extension (leader)"),
    Step(
        "trajectory request-early-discharge",
        course.RequestEarlyDischarge,
        "Bed om tidlig udskrivning",
        "Ask to end the course early",
        "discharge",
    ),
    Step(
        "trajectory decide-early-discharge",
        course.DecideEarlyDischarge,
        "Afgør tidlig udskrivning",
        "Decide an early discharge (leader)",
    ),
    # Appointments.
    Step("trajectory appointment plan", course.PlanAppointment, "Planlæg aftale", "Plan", "appointment"),
    Step("trajectory appointment move", course.MoveAppointment, "Flyt aftale", "Move to another time"),
    Step("trajectory appointment cancel", course.CancelAppointment, "Aflys aftale", "Cancel"),
    Step("trajectory appointment keep", course.KeepAppointment, "Aftale holdt", "It was kept"),
    Step("trajectory appointment no-show", course.RecordNoShow, "Udeblevet", "The person did not come"),
    # Measures.
    Step("trajectory measure propose", help.ProposeMeasure, "Foreslå tiltag", "Propose", "measure"),
    Step("trajectory measure apply", help.ApplyForMeasure, "Søg eller henvis", "Apply or refer"),
    Step("trajectory measure answer", help.RecordAnswer, "Registrér svar", "Record the answer"),
    Step("trajectory measure start", help.StartMeasure, "Tiltag i gang", "It has started"),
    Step("trajectory measure complete", help.CompleteMeasure, "Tiltag gennemført", "It is completed"),
    Step("trajectory measure stop", help.StopMeasure, "Tiltag stoppet", "It was stopped"),
    Step("trajectory measure take-back", help.TakeMeasureBack, "Tag tiltag tilbage", "Take back, unanswered"),
    Step("trajectory measure check", help.RecordYearlyCheck, "Årligt tjek udført", "The yearly check was made"),
    # Measurements.
    Step("trajectory measurement record", help.RecordMeasurement, "Registrér måling", "Record answers"),
    Step("trajectory measurement decline", help.DeclineMeasurement, "Måling afslået", "The person declined"),
    # Anonymity, consent, disclosure.
    Step("trajectory lift-anonymity", identity.LiftAnonymity, "Ophæv anonymitet", "The person becomes known by name"),
    Step("trajectory restore-anonymity", identity.RestoreAnonymity, "Gør anonym igen", "De-identify again"),
    Step(
        "trajectory earlier-follow",
        vault.LetEarlierFollow,
        "Lad tidligere henvendelser følge med",
        "The person lets earlier contacts follow",
    ),
    Step("trajectory consent give", identity.GiveConsent, "Registrér samtykke", "Record a consent", "consent"),
    Step("trajectory consent renew", identity.RenewConsent, "Forny samtykke", "Renew a consent"),
    Step("trajectory consent withdraw", identity.WithdrawConsent, "Samtykke tilbagekaldt", "A consent was withdrawn"),
    Step("trajectory share", identity.ShareInformation, "Del oplysninger", "Information was shared under a consent"),
    Step(
        "trajectory disclose",
        identity.DiscloseWithoutConsent,
        "Videregiv uden samtykke",
        "Information was disclosed without consent",
    ),
    Step("trajectory see-disclosures", identity.SeeDisclosures, "Videregivelser set", "A leader saw the disclosures"),
    Step(
        "trajectory report-breach",
        breach.ReportPossibleBreach,
        "Meld muligt brud på persondatasikkerheden",
        "Report a possible personal data breach: 72 hours run",
        "breach",
    ),
    Step("trajectory assess-breach", breach.AssessBreach, "Vurdér muligt brud", "Assess a possible breach (leader)"),
    # Corrections.
    Step("trajectory correct-date", corrections.CorrectDate, "Ret dato", "A fact happened at another time"),
    Step("trajectory correct", corrections.CorrectField, "Ret felt", "A field of a fact had another value"),
    Step("trajectory withdraw", corrections.WithdrawFact, "Fejlregistreret", "A fact does not hold"),
    Step(
        "trajectory move-contact",
        corrections.MoveContact,
        "Flyt henvendelse",
        "A contact belongs to another trajectory",
    ),
)
"""Return codes are not here: a code is never typed on a command line (`adapters.cli.codes`)."""
