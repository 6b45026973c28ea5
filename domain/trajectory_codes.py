"""The codes of a trajectory's life: reasons, places, parties, roles. Source: domain sections 2, 3 and 7."""

from domain.labelled import Labelled


class Role(Labelled):
    BRIDGE_BUILDER = "bridge-builder", "brobygger", "bridge builder"
    CULTURAL_MEDIATOR = "cultural-mediator", "kulturformidler", "cultural mediator"
    CTI_WORKER = "cti-worker", "CTI-medarbejder", "CTI worker"
    LEADER = "leader", "leder", "leader"
    METHOD_SUPERVISOR = "method-supervisor", "metodesupervisor", "method supervisor"
    EVALUATOR = "evaluator", "evaluator", "evaluator"
    CONSULTANT = "consultant", "konsulent", "consultant"
    HEAD_OF_OFFICE = "head-of-office", "kontorchef", "head of office"
    PARTNER = "partner", "samarbejdspartner", "partner"
    ADMINISTRATOR = "administrator", "administrator", "administrator"
    AUDITOR = "auditor", "kontrollant", "auditor"


CASEWORK_ROLES = frozenset({Role.BRIDGE_BUILDER, Role.CULTURAL_MEDIATOR, Role.CTI_WORKER})


class CloseReason(Labelled):
    """Why a trajectory is closed; going back to prostitution is never one. Source: domain section 3."""

    COMPLETED = "completed", "gennemført", "completed"
    OWN_WISH = "own-wish", "eget ønske", "own wish"
    CONTACT_CEASED = "contact-ceased", "kontakten ophørt", "contact ceased"
    MOVED = "moved", "flyttet", "moved"
    DEATH = "death", "død", "death"
    REGISTERED_IN_ERROR = "registered-in-error", "fejlregistreret", "registered in error"
    DUPLICATE = "duplicate", "dublet", "duplicate"
    OTHER_OFFER = "other-offer", "andet tilbud", "other offer"
    COUNSELLING_ONLY = "counselling-only", "kun rådgivning", "counselling only"


class DeviationReason(Labelled):
    """Why a phase ends with unmet expectations, is extended or a course ends early."""

    PERSON_NOT_READY = "person-not-ready", "borgeren er ikke klar", "the person is not ready"
    PERSON_DECLINED = "person-declined", "borgeren ønsker det ikke", "the person declined"
    NO_CONTACT = "no-contact", "ikke muligt at få kontakt", "no contact could be made"
    ILLNESS = "illness", "sygdom", "illness"
    AWAITING_OFFER = "awaiting-offer", "afventer tilbud", "awaiting an offer"
    STAFF_ABSENCE = "staff-absence", "medarbejderfravær", "staff absence"
    GOAL_REACHED = "goal-reached", "målet er nået", "the goal is reached"
    OTHER = "other", "anden årsag", "other"


class PauseReason(Labelled):
    HOSPITAL = "hospital", "indlagt", "in hospital"
    PRISON = "prison", "indsat", "in prison"
    AWAY = "away", "bortrejst", "away"


class PhaseName(Labelled):
    PRE_CTI = "pre-cti", "kontaktskabelsesperiode", "pre-CTI"
    TRANSITION = "transition", "overgang", "transition"
    TRY_OUT = "try-out", "afprøvning", "try-out"
    TRANSFER_OF_CARE = "transfer-of-care", "overdragelse", "transfer of care"


class Expectation(Labelled):
    """What is expected before a phase ends; it warns and does not bar. Source: domain section 7."""

    AGREEMENT = "agreement", "aftale om at deltage", "agreement to take part"
    INTAKE = "intake", "indledende afdækning", "intake"
    ACTIVITY_PLAN = "activity-plan", "aktivitetsplan med 1-3 fokusområder", "activity plan, 1-3 focus areas"
    COMMUNITY_MEETINGS = "community-meetings", "4 møder i nærmiljøet", "4 community meetings"
    NETWORK_MEETINGS = "network-meetings", "2 møder med netværket", "2 meetings with the network"
    PLAN_REVIEWED = "plan-reviewed", "aktivitetsplanen gennemgået", "plan reviewed"
    TRANSFER_MEETING = "transfer-meeting", "overdragelsesmøde", "transfer meeting"
    LAST_MEETING = "last-meeting", "afsluttende møde", "last meeting"
    LONG_TERM_PLAN = "long-term-plan", "langsigtet plan", "long-term plan"


class FocusArea(Labelled):
    """Source: the Danish CTI manual of 2021, chapter 5."""

    HOUSING = "housing", "bolig", "housing"
    MENTAL_HEALTH = "mental-health", "psykisk helbred", "mental health"
    PHYSICAL_HEALTH = "physical-health", "fysisk helbred", "physical health"
    FINANCES = "finances", "økonomi", "finances"
    DAILY_ACTIVITIES = "daily-activities", "daglige aktiviteter", "daily activities"
    NETWORK = "network", "netværk og sociale relationer", "network and social relations"
    MISUSE = "misuse", "misbrug", "misuse"
    EDUCATION_WORK = "education-work", "uddannelse og beskæftigelse", "education and employment"


class Place(Labelled):
    COMMUNITY = "community", "i nærmiljøet", "in the community"
    OFFICE = "office", "på kontoret", "office"
    OTHER = "other", "andet sted", "other"


class Party(Labelled):
    PERSON = "person", "borgeren", "the person"
    PROVIDER = "provider", "udbyder", "provider"
    NETWORK = "network", "netværket", "network"


class TargetGroup(Labelled):
    """The sub-target groups of Exit Prostitution. Source: seed 004."""

    WANTS_OUT = (
        "wants-out",
        "delmålgruppe 1: ønsker at forlade prostitution",
        "1: wants to leave prostitution",
    )
    BETTER_LIFE = "better-life", "delmålgruppe 2: bedre livskvalitet", "2: a better life"


class Observation(Labelled):
    """What a worker saw; never an end state and never a reason for closing."""

    WENT_BACK = "went-back", "er vendt tilbage til prostitution", "went back to prostitution"
    LEFT = "left", "har forladt prostitution", "left prostitution"
    HOUSED = "housed", "har fået bolig", "housed"
    IN_WORK_OR_EDUCATION = "in-work-or-education", "i arbejde eller uddannelse", "in work or education"


class HandOverReturn(Labelled):
    NO_CAPACITY = "no-capacity", "ingen kapacitet", "no capacity"
    WRONG_CENTRE = "wrong-centre", "forkert center", "wrong centre"
    PERSON_DECLINED = "person-declined", "borgeren ønsker det ikke", "the person declined"
    OTHER = "other", "anden årsag", "other"


class WithdrawReason(Labelled):
    """Why a recorded fact does not hold (fejlregistreret)."""

    VOIDED = "voided", "fejlregistreret", "registered in error"
    MOVED = "moved", "flyttet til andet forløb", "moved to another trajectory"
    DUPLICATE = "duplicate", "registreret to gange", "registered twice"
    WRONG_DATE = "wrong-date", "forkert dato", "wrong date"
