"""Why access is refused, and what to do. What one may not see does not exist: then `NO_SUCH_TRAJECTORY` is said."""

from domain.refusal import Refusal

NOT_YOUR_ROLE = Refusal(
    "not-your-role",
    "Din rolle giver ikke adgang til dette. Spørg din leder, hvem der kan hjælpe.",
    "Your role gives no access to this. Ask your leader who can help.",
)
NOT_YOURS = Refusal(
    "not-yours",
    "Det kan kun den, der har forløbet, stedfortræderen og centrets leder. Tal med dem, eller brug nødadgang.",
    "Only whoever carries the trajectory, the deputy and the centre's leader can. Talk to them. If it cannot wait, "
    "break the glass.",
)
NOT_OF_YOUR_CENTRE = Refusal(
    "not-of-your-centre",
    "Vælg dit eget center. For et andet center gør en medarbejder eller leder dér det.",
    "Choose your own centre. For another centre, a worker or leader there does it.",
)
PSEUDONYMS_ONLY = Refusal(
    "pseudonyms-only",
    "Din rolle ser forløb uden navne og notater. Bed den, der har forløbet, om det, du har brug for.",
    "Your role sees trajectories without names and notes. Ask whoever carries the trajectory for what you need.",
)
ANONYMOUS_TO_YOU = Refusal(
    "anonymous-to-you",
    "Borgeren er anonym over for din forvaltning. Brug kaldenavnet; kun borgeren selv kan ophæve anonymiteten.",
    "The person is anonymous towards your administration. Use the call name; only the person can lift anonymity.",
)
ACCESS_RESTRICTED = Refusal(
    "access-restricted",
    "Adgangen til identiteten er begrænset, fordi borgeren har bedt om at være anonym igen. Spørg centrets leder.",
    "Access to the identity is restricted, since the person asked to be anonymous again. Ask the centre's leader.",
)
CONSENT_DOES_NOT_COVER = Refusal(
    "consent-does-not-cover",
    "Borgerens samtykke dækker ikke disse oplysninger. Bed kommunens medarbejder om at spørge borgeren.",
    "The person's consent does not cover this information. Ask the municipality's worker to ask the person.",
)
NOT_OF_YOUR_STUDY = Refusal(
    "not-of-your-study",
    "Din adgang gælder andre dage eller et andet program. Vælg dit program, eller spørg administratoren.",
    "Your access is for other days or another programme. Choose your programme, or ask the administrator.",
)
STEP_UP_NEEDED = Refusal(
    "step-up-needed",
    "Bekræft først, at det er dig: log ind igen, og gør det så inden 15 minutter.",
    "First confirm that it is you: log in again, and then do it within 15 minutes.",
)
NOT_YOU = Refusal(
    "not-you",
    "Handlingen er en andens. Log ind som dig selv, og gør den i dit eget navn.",
    "The step is somebody else's. Log in as yourself and take it in your own name.",
)
THE_PROGRAM_DOES_IT = Refusal(
    "the-program-does-it",
    "Det gør Exitspor selv, når tiden er inde. Du skal ikke gøre noget.",
    "Exitspor does this itself when the time has come. You need not do anything.",
)
NOT_THIS_WAY = Refusal(
    "not-this-way",
    "Det kan ikke gøres alene, for boksen skal følge med. Brug forløbets egen side til det.",
    "This cannot be done by itself, since the vault has to follow. Use the trajectory's own page for it.",
)
