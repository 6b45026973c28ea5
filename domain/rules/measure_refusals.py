"""Why a step of a measure is refused, and what to do instead."""

from domain.refusal import Refusal

MEASURE_EXISTS = Refusal(
    "measure-exists",
    "Tiltaget findes allerede. Gå videre med det, eller foreslå et nyt.",
    "The measure exists already. Go on with it, or propose a new one.",
)
NO_SUCH_MEASURE = Refusal(
    "no-such-measure",
    "Forløbet har intet tiltag med det nummer. Foreslå tiltaget først.",
    "The trajectory has no measure with that id. Propose the measure first.",
)
UNKNOWN_KIND = Refusal(
    "unknown-measure-kind",
    "Tiltagets art findes ikke. Vælg en fra listen over tiltag.",
    "There is no such kind of measure. Choose one from the list of measures.",
)
UNKNOWN_PROVIDER = Refusal(
    "unknown-provider",
    "Udbyderen findes ikke. Vælg en fra listen over udbydere.",
    "There is no such provider. Choose one from the list of providers.",
)
ALREADY_APPLIED = Refusal(
    "measure-already-applied",
    "Tiltaget er allerede søgt, i gang eller slut. Foreslå et nyt tiltag, hvis der skal søges igen.",
    "The measure is already applied for, running or over. Propose a new one to apply again.",
)
ANONYMITY_STANDS = Refusal(
    "anonymity-stands",
    "Tiltaget kræver, at borgeren er kendt ved navn. Borgeren må først ophæve anonymiteten.",
    "The measure needs a person known by name. The person must lift the anonymity first.",
)
NOT_APPLIED = Refusal(
    "measure-not-applied",
    "Tiltaget er ikke søgt. Registrér ansøgningen eller henvisningen før svaret.",
    "The measure was not applied for. Record the application or referral before the answer.",
)
ALREADY_ANSWERED = Refusal(
    "measure-already-answered",
    "Svaret er allerede registreret. Ret eller annullér det, hvis det er forkert.",
    "The answer is recorded already. Correct or withdraw it if it is wrong.",
)
AWAITS_ANSWER = Refusal(
    "measure-awaits-answer",
    "Tiltaget venter på svar. Registrér svaret først.",
    "The measure awaits an answer. Record the answer first.",
)
WAS_REFUSED = Refusal(
    "measure-was-refused",
    "Der er givet afslag på tiltaget. Foreslå et nyt tiltag.",
    "The measure was refused. Propose a new one.",
)
RUNNING_ALREADY = Refusal(
    "measure-running",
    "Tiltaget er allerede i gang. Afslut eller stop det, når det er slut.",
    "The measure is running already. Complete or stop it when it is over.",
)
MEASURE_OVER = Refusal(
    "measure-over",
    "Tiltaget er slut. Foreslå et nyt tiltag, hvis hjælpen skal fortsætte.",
    "The measure is over. Propose a new one if the help is to go on.",
)
NOTHING_TO_TAKE_BACK = Refusal(
    "nothing-to-take-back",
    "Tiltaget venter ikke på svar og kan ikke tages tilbage. Afslut eller stop det i stedet.",
    "The measure does not await an answer, so it cannot be taken back. Complete or stop it instead.",
)
NO_CHECK_DUE = Refusal(
    "no-check-due",
    "Tiltaget venter ikke på en opskrivning, der tjekkes årligt. Se forløbets tiltag.",
    "The measure is not on a list that is checked yearly. See the trajectory's measures.",
)
BEFORE_FORMER_STEP = Refusal(
    "before-former-step",
    "Datoen ligger før tiltagets forrige skridt. Angiv en senere dato, eller ret det forrige skridts dato.",
    "The date lies before the measure's former step. Give a later date, or correct the former step's date.",
)
UNTIL_MAKES_NO_SENSE = Refusal(
    "until-makes-no-sense",
    "Slutdagen skal ligge på eller efter startdagen og højst ti år senere.",
    "The last day must be on or after the day it starts, and at most ten years later.",
)
