"""The codes of possible personal data breaches. Source: domain section 5, GDPR article 33."""

from domain.labelled import Labelled


class BreachCause(Labelled):
    WRONG_TRAJECTORY = "wrong-trajectory", "lagt på det forkerte forløb", "put on the wrong trajectory"
    WRONG_RECIPIENT = "wrong-recipient", "sendt til den forkerte", "sent to the wrong recipient"
    LOST = "lost", "enhed eller papir mistet", "device or paper lost"
    SEEN_BY_OTHERS = "seen-by-others", "set af uvedkommende", "seen by somebody who may not"
    OTHER = "other", "anden årsag", "other"


class BreachOutcome(Labelled):
    """What the assessment came to; each is documented, as article 33 (5) asks."""

    NO_BREACH = "no-breach", "intet brud", "no breach"
    NOT_NOTIFIED = "not-notified", "brud uden risiko, ikke anmeldt", "breach without risk, not notified"
    NOTIFIED = "notified", "anmeldt til Datatilsynet", "notified to the authority"
