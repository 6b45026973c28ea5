"""The codes of the contact form (anonymt spørgeskema). Source: domain section 3, seeds 000 and 002."""

from domain.labelled import Labelled


class HandledBy(Labelled):
    BRIDGE_BUILDER = "bridge-builder", "brobygger", "bridge builder"
    CULTURAL_MEDIATOR = "cultural-mediator", "kulturformidler", "cultural mediator"
    CTI_WORKER = "cti-worker", "CTI-medarbejder", "CTI worker"


class Community(Labelled):
    """The language community of a cultural mediator: one row of Table 1 each."""

    THAI = "thai", "thailandsk", "Thai"
    ROMANIAN = "romanian", "rumænsk", "Romanian"
    NIGERIAN = "nigerian", "nigeriansk", "Nigerian"
    SPANISH = "spanish", "spansktalende", "Spanish-speaking"


class WayIn(Labelled):
    OUTREACH = "outreach", "opsøgende arbejde", "outreach"
    KC = "kc", "Kompetencecenter Prostitution", "Kompetencecenter Prostitution"
    REDEN = "reden", "Reden", "Reden"
    OTHER_NGO = "other-ngo", "anden NGO", "other NGO"
    OTHER_MUNICIPALITY = "other-municipality", "anden kommune", "other municipality"
    COLLEAGUE = "colleague", "kollega", "colleague"
    OWN_INITIATIVE = "own-initiative", "eget initiativ", "own initiative"


class FormOfContact(Labelled):
    MEETING = "meeting", "møde", "meeting"
    TELEPHONE = "telephone", "telefon", "telephone"
    ON_BEHALF = "on-behalf", "på vegne af borgeren", "on behalf of the person"


class Wish(Labelled):
    OUT = "out", "ud af prostitution", "to leave prostitution"
    BETTER_CONDITIONS = "better-conditions", "bedre vilkår", "better conditions"
    KNOW_POSSIBILITIES = "know-possibilities", "kende sine muligheder", "to know the possibilities"


class Topic(Labelled):
    EDUCATION = "education", "uddannelse", "education"
    CASH_BENEFIT = "cash-benefit", "kontanthjælp eller uddannelseshjælp", "cash benefit"
    HOUSING = "housing", "bolig", "housing"
    DEBT = "debt", "gæld", "debt"
    HEALTH = "health", "helbred", "health"
    WORK = "work", "arbejde", "work"
    OFFERS = "offers", "tilbud om prostitution", "offers about prostitution"
    RESIDENCE = "residence", "ophold", "residence"
    VIOLENCE = "violence", "vold", "violence"
    TRAFFICKING = "trafficking", "menneskehandel", "human trafficking"
    UNDER_18 = "under-18", "under 18 år", "under 18"
    CHILDREN = "children", "børn i familien", "children in the family"
    ACUTE_DANGER = "acute-danger", "akut fare", "acute danger"
    OTHER = "other", "andet", "other"


ACTION_CARD_TOPICS = frozenset({Topic.UNDER_18, Topic.CHILDREN, Topic.TRAFFICKING, Topic.ACUTE_DANGER})
"""Topics that open the centre's action card (handlekort). Source: domain section 3."""


class HelpBegun(Labelled):
    """Help ticked on the form: statistics, it starts no measure."""

    CASH_BENEFIT = "cash-benefit", "kontanthjælp eller uddannelseshjælp", "cash benefit"
    MEDICAL_CLARIFICATION = "medical-clarification", "lægelig afklaring", "medical clarification"
    REFERRAL_KC = "referral-kc", "henvisning til KC", "referral to KC"
    HOUSING_LIST = "housing-list", "opskrivning til bolig", "housing list"
    KOLLEGIERNES_HUS = "kollegiernes-hus", "henvendelse til Kollegiernes Hus", "Kollegiernes Hus"
    REHABILITATION = "rehabilitation", "revalidering", "rehabilitation"
    SOCIAL_ACTION_PLAN = "social-action-plan", "social handleplan", "social action plan"
    JOB_TRAINING = "job-training", "jobtræning", "job training"
    EDUCATION_COURSE = "education-course", "uddannelsesforløb", "education course"
    ANONYMOUS_COUNSELLING = "anonymous-counselling", "anonym rådgivning", "anonymous counselling"
    DEBT_COUNSELLING = "debt-counselling", "gældsrådgivning", "debt counselling"
    TREATMENT = "treatment", "behandling", "treatment"
    PSYCHOLOGIST_KC = "psychologist-kc", "psykologtimer hos KC", "psychologist hours at KC"
    ACCOMPANIMENT = "accompaniment", "bisidder", "accompaniment"


class Language(Labelled):
    DANISH = "danish", "dansk", "Danish"
    ENGLISH = "english", "engelsk", "English"
    THAI = "thai", "thai", "Thai"
    ROMANIAN = "romanian", "rumænsk", "Romanian"
    SPANISH = "spanish", "spansk", "Spanish"
    OTHER = "other", "andet sprog", "other language"
    NOT_STATED = "not-stated", "ikke oplyst", "not stated"


class Interpreter(Labelled):
    PROFESSIONAL = "professional", "professionel tolk", "professional"
    REMOTE = "remote", "fjerntolk", "remote"
    OTHER = "other", "anden voksen", "other adult"
    NONE = "none", "ingen tolk", "none"


class CardLanguage(Labelled):
    """What a VIP card is printed in."""

    DANISH = "da", "dansk", "Danish"
    ENGLISH = "en", "engelsk", "English"
    THAI = "th", "thai", "Thai"


class CardDistributor(Labelled):
    KC = "kc", "Kompetencecenter Prostitution", "Kompetencecenter Prostitution"
    REDEN = "reden", "Reden", "Reden"
    CULTURAL_MEDIATOR = "cultural-mediator", "kulturformidler", "cultural mediator"
    CENTRE = "centre", "center", "centre"
    OTHER = "other", "anden", "other"
