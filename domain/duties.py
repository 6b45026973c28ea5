"""What a unit has to do again and again, whoever its trajectories are. Source: domain sections 5, 7, 8 and 9."""

from domain.labelled import Labelled


class Duty(Labelled):
    SUPERVISION = "supervision", "ugentlig teamsupervision", "weekly team supervision"
    CASELOAD_REVIEW = "caseload-review", "gennemgang af alle forløb", "full caseload review"
    STATUS_REPORT = "status-report", "statusnotat", "status report"
    COMMITTEE = "committee", "møde i udvalget", "committee meeting"
    RETENTION = "retention", "natlig sletterutine", "nightly retention"
