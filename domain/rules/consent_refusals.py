"""Why a consent, or a sharing under one, is refused, and what to do instead."""

from domain.refusal import Refusal

CONSENT_EXISTS = Refusal(
    "consent-exists",
    "Samtykket findes allerede. Forny det, eller registrér et nyt.",
    "The consent exists already. Renew it, or record a new one.",
)
GENERAL_CONSENT = Refusal(
    "general-consent",
    "Et generelt samtykke er ugyldigt. Angiv, hvilke oplysninger borgeren samtykker til at dele.",
    "A general consent is invalid. Say which kinds of information the person consents to share.",
)
CONSEQUENCES_NOT_TOLD = Refusal(
    "consequences-not-told",
    "Fortæl først borgeren om følgerne af ikke at give samtykke (retssikkerhedsloven § 12), og registrér det så.",
    "First tell the person the consequences of refusing (Legal Protection Act, section 12), then record it.",
)
UNKNOWN_PARTY = Refusal(
    "unknown-party",
    "Afsender eller modtager findes ikke. Vælg en forvaltning eller en udbyder fra listerne.",
    "The sender or receiver is unknown. Choose an administration or a provider from the lists.",
)
NOT_TWO_PARTIES = Refusal(
    "not-two-parties",
    "Afsender og modtager er den samme. Samtykke er kun nødvendigt mellem to forskellige.",
    "Sender and receiver are the same. Consent is needed only between two different ones.",
)
CONSENT_TOO_LONG = Refusal(
    "consent-too-long",
    "Et samtykke gælder højst et år. Vælg en tidligere slutdag; samtykket kan fornys.",
    "A consent lasts at most one year. Choose an earlier last day; the consent can be renewed.",
)
CONSENT_ENDS_BEFORE = Refusal(
    "consent-ends-before",
    "Samtykkets slutdag ligger før den dag, det gives. Vælg en senere slutdag.",
    "The consent's last day lies before the day it is given. Choose a later last day.",
)
NO_SUCH_CONSENT = Refusal(
    "no-such-consent",
    "Forløbet har intet samtykke med det nummer. Se forløbets samtykker.",
    "The trajectory has no consent with that id. See the trajectory's consents.",
)
CONSENT_WITHDRAWN = Refusal(
    "consent-withdrawn",
    "Samtykket er tilbagekaldt. Bed borgeren om et nyt, hvis der igen skal deles oplysninger.",
    "The consent was withdrawn. Ask the person for a new one if information is to be shared again.",
)
CONSENT_NOT_IN_FORCE = Refusal(
    "consent-not-in-force",
    "Samtykket gælder ikke den dag: det er udløbet, ikke givet endnu eller ophørt med sagen. "
    "Bed borgeren om et nyt, hvis der skal deles oplysninger.",
    "The consent is not in force on that day: it has expired, is not given yet or ended with its case. "
    "Ask the person for a new one if information is to be shared.",
)
NO_SHARING_NEEDED = Refusal(
    "no-sharing-needed",
    "Afsender og modtager er den samme forvaltning. Der skal hverken deles eller gives samtykke.",
    "Sender and receiver are the same administration. Neither sharing nor consent is needed.",
)
SHARING_NOT_COVERED = Refusal(
    "sharing-not-covered",
    "Intet gældende samtykke dækker alle oplysningerne fra afsender til modtager. "
    "Bed borgeren om et samtykke, der nævner dem, eller del kun det, som ét samtykke dækker.",
    "No consent in force covers all the information from sender to receiver. "
    "Ask the person for a consent that names it, or share only what one consent covers.",
)
