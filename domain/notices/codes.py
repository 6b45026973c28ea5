"""The codes of notices. Source: domain sections 5, 6 and 7."""

from domain.labelled import Labelled


class NoticeKind(Labelled):
    """What somebody is told."""

    REMINDER = "reminder", "påmindelse", "reminder"
    DEADLINE_PASSED = "deadline-passed", "frist overskredet", "deadline passed"
    ESCALATED = "escalated", "eskaleret til lederen", "escalated to the leader"
    ESCALATED_FURTHER = "escalated-further", "eskaleret videre", "escalated further"
    TAKEN_BACK = "taken-back", "tiltag taget tilbage uden svar", "measure taken back unanswered"
    INACTIVE = "inactive", "ingen aktivitet: skal forløbet afsluttes?", "no activity: close the trajectory?"
    HAND_OVER_OFFERED = "hand-over-offered", "overlevering tilbudt", "hand-over offered"
    HAND_OVER_RETURNED = "hand-over-returned", "overlevering returneret", "hand-over returned"
    ASSIGNED = "assigned", "forløb tildelt", "trajectory assigned"
    QUEUED = "queued", "forløb lagt i køen", "trajectory put in the queue"
    BREACH_REPORTED = "breach-reported", "muligt brud indberettet", "possible breach reported"
    GLASS_BROKEN = "glass-broken", "nødadgang taget", "glass broken"


class MailDays(Labelled):
    """The days on which a worker is sent mail."""

    WORKING_DAYS = "working-days", "danske arbejdsdage", "Danish working days"
    EVERY_DAY = "every-day", "alle dage", "every day"
