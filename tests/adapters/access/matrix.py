"""What each login may do with each table and function: the rule, written out. What has no line fails the test.

A login that is not named with a thing may do nothing with it. `OWNERS` are functions that nobody but the owner calls.
"""

from collections.abc import Mapping

APP, EVALUATOR, MIGRATOR, STRANGER = "exitspor_app", "exitspor_eva9", "exitspor_migrator", "stranger"
LOGINS = (APP, EVALUATOR, MIGRATOR, STRANGER)
SCHEMAS = ("log", "vault", "access", "login", "notify", "study", "throttle")

READ, ADD, REMOVE, EMPTY = "select", "insert", "delete", "truncate"
KEPT = frozenset({READ, ADD, "update", REMOVE})

Rights = Mapping[str, frozenset[str]]
"""What a login may do; `update(column)` where only some columns may be changed."""


def app(*rights: str) -> Rights:
    return {APP: frozenset(rights)}


NOBODY: Rights = {}

TABLES: Mapping[str, Rights] = {
    "log.event": app(READ),
    "log.command": app(READ),
    "log.installation": app(READ),
    "log.migration": NOBODY,
    "vault.epoch": NOBODY,
    "vault.data_key": NOBODY,
    "vault.field": NOBODY,
    "vault.note": NOBODY,
    "vault.cpr": NOBODY,
    "vault.index_key": NOBODY,
    "vault.erasure": NOBODY,
    "vault.taking": NOBODY,
    "vault.return_code": NOBODY,
    "access.keeping": NOBODY,
    "access.segment": NOBODY,
    "access.entry": NOBODY,
    "login.session": app(READ, ADD, REMOVE, "update(id_hash)", "update(seen)", "update(stepped_up)"),
    "login.account": app(
        READ,
        ADD,
        *(f"update({column})" for column in ("password", "code_hash", "code_until", "active", "changed")),
    ),
    "login.first_run": app(READ, ADD, "update(code_hash)", "update(demo)"),
    "login.pending": app(READ, ADD, REMOVE),
    "notify.checkpoint": app(READ, "update"),
    "notify.unread": app(*KEPT),
    "notify.notice": app(*KEPT),
    "notify.seen": app(*KEPT),
    "notify.address": app(*KEPT),
    "notify.mail": app(*KEPT),
    "notify.letter": app(*KEPT),
    "study.entitlement": NOBODY,
    "study.export": NOBODY,
    "study.event": {EVALUATOR: frozenset({READ})},
    "throttle.subject": NOBODY,
}

CALLS: Mapping[str, frozenset[str]] = {
    APP: frozenset(
        {
            "log.append",
            "log.migrations_fingerprint",
            "access.record",
            "access.entries",
            "access.extract",
            "access.sample",
            "access.walk",
            "access.segments",
            "access.close_months",
            "access.sign_segment",
            "access.drop_segments",
            "study.entitled",
            "study.tell_access_log",
            "throttle.count_try",
            "throttle.take_back",
            "vault.read",
            "vault.write",
            "vault.add_note",
            "vault.find_cpr",
            "vault.holds",
            "vault.erase",
            "vault.erasures",
            "vault.takings",
            "vault.take_out",
            "vault.ages",
            "vault.note_destroyed",
            "vault.renew",
            "vault.rewrap",
            "vault.data_keys",
            "vault.keys_to_rewrap",
            "vault.begin_epochs",
            "vault.give_up",
            "vault.index_keys",
            "vault.take_index_key",
            "vault.cpr_to_reindex",
            "vault.reindex",
            "vault.due_epochs",
            "vault.epochs",
            "vault.retire_epochs",
            "vault.claim_return_code",
            "vault.return_code_opens",
            "vault.open_by_code",
        }
    ),
    EVALUATOR: frozenset({"study.events"}),
    MIGRATOR: frozenset(),
    STRANGER: frozenset(),
}

OWNERS = frozenset(
    {
        "log.blank",
        "log.chained",
        "log.digest_of",
        "log.ends_of_runs",
        "log.facts_of",
        "log.first_answer",
        "log.follows",
        "log.guard_command",
        "log.guard_event",
        "log.guard_installation",
        "log.hash_of",
        "log.if_present",
        "log.instant",
        "log.is_ordered",
        "log.is_well_formed",
        "log.next_hash",
        "log.outcomes_of",
        "log.refuse",
        "log.refuse_foreign",
        "log.refuse_invalid",
        "log.refuse_invalid_event",
        "log.refuse_invalid_order",
        "log.refuse_invalid_stream",
        "log.refuse_malformed",
        "log.store",
        "log.store_events",
        "log.text",
        "access.begin_segment",
        "access.guard_entry",
        "access.guard_segment",
        "access.hash_of",
        "access.kept_from",
        "access.month_now",
        "access.record_in",
        "access.refuse_change",
        "access.refuse_invalid",
        "access.segment_for",
        "study.days_moved",
        "study.pseudonym",
        "study.veiled",
        "study.veiled_text",
        "vault.allowed",
        "vault.empty",
        "vault.fill",
        "vault.municipality",
        "vault.refuse_stale",
        "vault.take_keys",
        "vault.write_down",
    }
)
