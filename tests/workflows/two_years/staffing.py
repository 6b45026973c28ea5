"""Who works at the centre of the two years, and what changes: leave with a deputy, somebody who quits, new rules."""

from datetime import date

from domain.duties import Duty
from domain.reference.definitions import Definition, Programme, Recurring, Staff
from domain.span import Span
from domain.trajectory_codes import Role, TargetGroup
from tests.domain.samples import CTI_9M, DEFINITIONS

UNIT = "hjemloeseenheden"
LEADER, SUPERVISOR, HEAD = "LED1", "MET1", "KCH1"
WORKERS = ("CTI1", "CTI2", "CTI3", "CTI4")

QUITS, TAKES_OVER, FALLS_ILL = "CTI3", "CTI4", "CTI1"
ON_LEAVE, DEPUTY, DEPUTYS_DEPUTY = "CTI2", "CTI1", "CTI4"

PROGRAMME = "exit-prostitution"

HEAD_OF_OFFICE = Staff(code=HEAD, roles=(Role.HEAD_OF_OFFICE,), centre=UNIT)
_MORE: tuple[Definition, ...] = (
    Staff(code="CTI3", roles=(Role.CTI_WORKER,), centre=UNIT),
    Staff(code="CTI4", roles=(Role.CTI_WORKER,), centre=UNIT),
    Staff(code="LED2", roles=(Role.LEADER,), centre="socialcenter"),
    HEAD_OF_OFFICE,
    Programme(
        code=PROGRAMME,
        da="Exit Prostitution",
        en="Exit Prostitution",
        plans=("cti-9m",),
        target_groups=tuple(TargetGroup),
        retention=Span(months=3),
    ),
)
"""Data are kept for three months here, so that within two years something is to be deleted."""

RETENTION = "retention"
DUTIES = (
    Recurring(
        code="supervision",
        duty=Duty.SUPERVISION,
        unit=UNIT,
        da="Teamsupervision",
        en="Team supervision",
        first=date(2035, 1, 5),
        every=Span(days=7),
        role=Role.METHOD_SUPERVISOR,
    ),
    Recurring(
        code="review",
        duty=Duty.CASELOAD_REVIEW,
        unit=UNIT,
        da="Gennemgang af alle forløb",
        en="Full caseload review",
        first=date(2035, 1, 31),
        every=Span(months=1),
        role=Role.METHOD_SUPERVISOR,
    ),
    Recurring(
        code="status",
        duty=Duty.STATUS_REPORT,
        unit=PROGRAMME,
        da="Statusnotat",
        en="Status report",
        first=date(2035, 4, 1),
        every=Span(months=12),
        role=Role.LEADER,
    ),
    Recurring(
        code="committee",
        duty=Duty.COMMITTEE,
        da="Udvalgsmøde",
        en="Committee meeting",
        dates=(date(2035, 3, 25), date(2035, 10, 28), date(2036, 2, 29), date(2036, 9, 3)),
        role=Role.LEADER,
    ),
    Recurring(
        code=RETENTION,
        duty=Duty.RETENTION,
        da="Sletterutine",
        en="Retention",
        first=date(2035, 1, 1),
        every=Span(days=1),
        role=Role.LEADER,
    ),
)

REFERENCE: tuple[Definition, ...] = (*(event.definition for event in DEFINITIONS), *_MORE, *DUTIES)

NEWER_PLAN = CTI_9M.model_copy(update={"version": 2, "reminders": (Span(days=21), Span(days=5))})
