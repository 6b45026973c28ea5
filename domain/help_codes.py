"""The codes of measures, measurements, consent and disclosure. Source: domain sections 4, 6 and 7."""

from domain.labelled import Labelled


class StopReason(Labelled):
    PERSON_STOPPED = "person-stopped", "borgeren stoppede", "the person stopped"
    PROVIDER_STOPPED = "provider-stopped", "udbyderen stoppede", "the provider stopped"
    NO_LONGER_NEEDED = "no-longer-needed", "ikke længere nødvendigt", "no longer needed"
    OTHER = "other", "anden årsag", "other"


class Occasion(Labelled):
    START = "start", "start", "start"
    PHASE_CHANGE = "phase-change", "faseskift", "phase change"
    CLOSE = "close", "afslutning", "close"
    FOLLOW_UP = "follow-up", "ni måneder efter", "nine months after"


class Questionnaire(Labelled):
    CITIZEN = "citizen", "borgerskema", "filled in by the person"
    WORKER = "worker", "medarbejderskema", "filled in by the worker"


class PaidSex(Labelled):
    """Received payment for sexual services in the last month."""

    YES = "yes", "ja", "yes"
    NO = "no", "nej", "no"
    PREFERS_NOT = "prefers-not", "ønsker ikke at svare", "prefers not to answer"


class WhoFiveRisk(Labelled):
    """WHO-5: 0-35 high risk, 36-50 risk, above 50 not immediately at risk. Source: domain section 7."""

    HIGH = "high", "stor risiko", "high risk"
    RISK = "risk", "risiko", "risk"
    NOT_AT_RISK = "not-at-risk", "ikke umiddelbart i risiko", "not immediately at risk"


class Information(Labelled):
    """A kind of information that a consent or a disclosure names; there is none that means everything."""

    CONTACT_DETAILS = "contact-details", "kontaktoplysninger", "contact details"
    HOUSING = "housing", "boligforhold", "housing"
    HEALTH = "health", "helbredsforhold", "health"
    INCOME = "income", "forsørgelse", "income support"
    EDUCATION_WORK = "education-work", "uddannelse og beskæftigelse", "education and employment"
    FAMILY = "family", "familieforhold", "family"
    RESIDENCE = "residence", "opholdsgrundlag", "residence"
    COURSE = "course", "forløbets fase og tiltag", "the course's phase and measures"


class Purpose(Labelled):
    COORDINATED_HELP = "coordinated-help", "koordineret hjælp", "coordinated help"
    APPLICATION = "application", "ansøgning om hjælp", "application for help"
    REFERRAL = "referral", "henvisning til tilbud", "referral to an offer"
    HAND_OVER = "hand-over", "overlevering", "hand-over"
    TREATMENT = "treatment", "behandling", "treatment"


class ConsentForm(Labelled):
    WRITTEN = "written", "skriftligt", "written"
    ORAL = "oral", "mundtligt", "oral"


class LegalBasis(Labelled):
    """A basis on which information may be passed on without consent. A pointer, not advice."""

    CHILD_NOTIFICATION = "child-notification", "underretning om et barn", "notification about a child"
    ACUTE_DANGER = "acute-danger", "akut fare", "acute danger"
    FVL_29_2 = "fvl-29-2", "forvaltningsloven § 29, stk. 2", "Public Administration Act § 29 (2)"


class Recipient(Labelled):
    """Who received a disclosure that no consent covers."""

    SOCIAL_AUTHORITY = "social-authority", "socialforvaltningen", "social authority"
    CHILD_AUTHORITY = "child-authority", "børne- og familieenheden", "child and family authority"
    POLICE = "police", "politiet", "police"
    HEALTH_SERVICE = "health-service", "sundhedsvæsenet", "health service"
    OTHER_AUTHORITY = "other-authority", "anden myndighed", "other authority"


class IdentifiedBy(Labelled):
    NAME = "name", "navn", "name"
    NAME_AND_CPR = "name-and-cpr", "navn og CPR-nummer", "name and CPR number"


class ActionCardTrigger(Labelled):
    UNDER_18 = "under-18", "under 18 år", "under 18"
    CHILDREN = "children", "børn i familien", "children in the family"
    TRAFFICKING = "trafficking", "menneskehandel", "human trafficking"
    ACUTE_DANGER = "acute-danger", "akut fare", "acute danger"
    LOW_WHO_5 = "low-who-5", "WHO-5 på 35 eller derunder", "WHO-5 at 35 or below"


class SessionKind(Labelled):
    WEEKLY = "weekly", "ugentlig teamsupervision", "weekly team supervision"
    FULL_REVIEW = "full-review", "gennemgang af alle forløb", "full caseload review"
