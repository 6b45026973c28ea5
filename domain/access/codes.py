"""The codes of access: what is done, to what end, and why a glass is broken. Source: domain section 5."""

from domain.labelled import Labelled


class Action(Labelled):
    """What somebody does, as the policy is asked and as the access log keeps it."""

    SEE_BOARD = "see-board", "se tavler", "see boards"
    SEE_TRAJECTORY = "see-trajectory", "se forløb", "see a trajectory"
    ADVANCE = "advance", "tage et skridt", "take a step"
    READ_ALIAS = "read-alias", "læse kaldenavn", "read the call name"
    WRITE_ALIAS = "write-alias", "skrive kaldenavn", "write the call name"
    READ_IDENTITY = "read-identity", "læse identitet", "read the identity"
    WRITE_IDENTITY = "write-identity", "skrive identitet", "write the identity"
    READ_NOTES = "read-notes", "læse notater", "read notes"
    WRITE_NOTE = "write-note", "skrive notat", "write a note"
    SEARCH_CPR = "search-cpr", "søge på CPR-nummer", "search by CPR number"
    OPEN_BY_CODE = "open-by-code", "åbne med VIP-kode", "open by return code"
    LIFT = "lift", "ophæve anonymiteten", "lift anonymity"
    MOVE = "move", "flytte fra et forkert forløb", "move from a wrong trajectory"
    ERASE = "erase", "slette", "erase"
    BREAK_GLASS = "break-glass", "nødadgang", "break the glass"
    DISCLOSE = "disclose", "videregive", "disclose"
    EXPORT = "export", "udtrække under pseudonym", "export under pseudonyms"
    SEE_AGGREGATES = "see-aggregates", "se tal", "see figures"
    PUBLISH = "publish", "offentliggøre", "publish"
    HAND_OUT_CARDS = "hand-out-cards", "VIP-kort", "VIP cards"
    DEFINE = "define", "stamdata", "reference data"
    MANAGE_ACCOUNTS = "manage-accounts", "brugere", "accounts"
    READ_ACCESS_LOG = "read-access-log", "se adgangsloggen", "read the access log"
    SAMPLE_ACCESS = "sample-access", "stikprøve af adgange", "sample of accesses"
    EXTRACT_ACCESS = "extract-access", "udtræk til borgeren", "extract for the person"


class AccessPurpose(Labelled):
    """To what end something is read or done; there is none that means everything."""

    CASEWORK = "casework", "arbejdet med forløbet", "work with the trajectory"
    REACHING = "reaching", "kontakt til borgeren", "reaching the person"
    HAND_OVER = "hand-over", "overlevering", "hand-over"
    SUBJECT_ACCESS = "subject-access", "borgerens indsigt", "the person's right of access"
    CORRECTION = "correction", "rettelse", "correction"
    CONTROL = "control", "kontrol", "control"
    EVALUATION = "evaluation", "evaluering", "evaluation"
    EMERGENCY = "emergency", "akut fare", "acute danger"
    RETENTION = "retention", "opbevaring og sletning", "retention and erasing"


class AccessOutcome(Labelled):
    ALLOWED = "allowed", "givet", "allowed"
    REFUSED = "refused", "afvist", "refused"


class BreakGlassReason(Labelled):
    """Why somebody looks who else may not; each is told to the leader at once."""

    ACUTE_DANGER = "acute-danger", "akut fare", "acute danger"
    CHILD = "child", "et barn", "a child"
    WORKER_AWAY = "worker-away", "medarbejderen kan ikke træffes", "the worker cannot be reached"
    PERSON_ASKS = "person-asks", "borgeren står her og beder om det", "the person is here and asks"
