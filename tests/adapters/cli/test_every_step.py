"""Every step of the table, taken once against a running installation with its clock."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from adapters.cli.caseload import LEAVE, MOVE
from adapters.cli.codes import GIVE, REVOKE
from adapters.cli.steps import STEPS
from domain.calendar import civil_date
from tests.adapters.cli.command_line import Said
from tests.adapters.cli.conftest import Run
from tests.adapters.embedded.waiting import eventually

PATHS = {step.path for step in (*STEPS, GIVE, REVOKE, MOVE, LEAVE)}
CONTACT = ("--handled-by", "cti-worker", "--way-in", "kc", "--form", "meeting")
PLACE = ("--programme", "exit-prostitution", "--centre", "hjemloeseenheden")
TODAY = civil_date(datetime.now(UTC))
LONG_AGO = str(TODAY - timedelta(days=120))


class Walk:
    """Takes steps, each of which must be accepted, and remembers which."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.taken: set[str] = set()
        self.trajectory = ""

    def take(self, path: str, *typed: str, actor: str = "CTI1") -> Said:
        """Preview a step, and take it: a preview that saved something would let the step be refused."""
        shown = self.run(*path.split(), *typed, "--preview", actor=actor)
        assert (shown.code, "intet er gemt" in shown.out) == (0, True), (path, shown)
        said = self.run(*path.split(), *typed, actor=actor)
        assert said.code == 0, (path, said)
        self.taken.add(path)
        return said

    def on(self, name: str, *typed: str, actor: str = "CTI1") -> Said:
        """Take a step in the trajectory."""
        return self.take(f"trajectory {name}", self.trajectory, *typed, actor=actor)

    def event(self, said: Said) -> str:
        return next(line.split()[1] for line in said.out.splitlines() if line.startswith("Hændelse: "))


def test_every_step_is_accepted_when_it_makes_sense(run: Run) -> None:
    walk = Walk(run)
    what_has_no_trajectory(walk)
    a_duty(walk)
    a_course(walk)
    help_and_consent(walk)
    an_escalation(walk)
    assert walk.taken == PATHS


def what_has_no_trajectory(walk: Walk) -> None:
    contact = walk.take("contact register", *PLACE, *CONTACT)
    walk.take("visit register", *PLACE, *CONTACT, "--contacts", "2")
    walk.take("cards make", "--programme", "exit-pakke", "--batch", "A1", "--language", "th", "--cards", "400")
    walk.take(
        "cards handed-out", "--programme", "exit-pakke", "--distributor", "kc", "--cards", "400", "--batch", "A1"
    )
    walk.trajectory = walk.take("trajectory open", *PLACE).value("Forløb")
    walk.take("trajectory move-contact", contact.value("Nummer"), walk.event(contact), walk.trajectory)
    walk.take(
        *("supervision hold", "--centre", "hjemloeseenheden", "--kind", "weekly", "--trajectory", walk.trajectory),
        actor="LED1",
    )


def a_duty(walk: Walk) -> None:
    """The yearly report is done ahead of its day; on the day a duty comes into force none is escalated yet."""
    duty = ("--duty", "status-report", "--unit", "exit-pakke")
    day = next(day for day in (date(TODAY.year, 3, 31), date(TODAY.year + 1, 3, 31)) if day >= TODAY)
    walk.take("duty done", *duty, "--occasion", str(day), actor="LED1")
    refused = walk.run("duty", "acknowledge", *duty, actor="LED1")
    assert (refused.code, "No escalation awaits the leader." in refused.err) == (3, True)
    walk.taken.add("duty acknowledge")


def a_course(walk: Walk) -> None:
    walk.trajectory = walk.take("trajectory open", *PLACE, *CONTACT).value("Forløb")
    walk.on("target-group", "--group", "better-life")
    walk.on("assign", "--worker", "CTI1")
    walk.on("pre-cti", "--plan", "cti-9m")
    walk.on("expectation", "--expectation", "agreement")
    walk.on("start-cti", "--plan", "cti-9m", "--reason", "person-not-ready")
    walk.on("activity-plan", "--focus-area", "housing")
    met = walk.on("cti-contact", "--place", "community", "--party", "person", "--form", "meeting", "--minutes", "60")
    walk.on("attempt", "--form", "telephone")
    walk.on("observe", "--observation", "went-back")
    walk.on("pause", "--reason", "hospital")
    walk.on("resume")
    asked = walk.on("request-extension", "--days", "14", "--reason", "illness").value("Forlængelse")
    walk.on("decide-extension", asked, "--declined", actor="LED1")
    walk.on("end-phase", "--phase", "1", "--reason", "goal-reached")
    early = walk.on("request-early-discharge", "--close-reason", "completed", "--reason", "goal-reached")
    walk.on("decide-early-discharge", early.value("Tidlig udskrivning"), "--approved", actor="LED1")
    walk.on("reopen")
    offered = walk.on("offer-hand-over", "--to", "CTI2").value("Overlevering")
    walk.on("return-hand-over", offered, "--reason", "no-capacity", actor="CTI2")
    offered = walk.on("offer-hand-over", "--to", "CTI2").value("Overlevering")
    walk.on("accept-hand-over", offered, actor="CTI2")
    walk.on("correct", walk.event(met), "--field", "minutes", "--value", "45")
    walk.on("withdraw", walk.event(met), "--reason", "voided")
    walk.on("code give")
    walk.on("code revoke")
    walk.on("hold", actor="LED1")
    walk.on("lift-hold", actor="LED1")
    walk.on("close", "--reason", "moved")


def help_and_consent(walk: Walk) -> None:
    walk.trajectory = walk.take("trajectory open", *PLACE, *CONTACT).value("Forløb")
    walk.on("assign", "--worker", "CTI1")
    walk.on("start-cti", "--plan", "cti-9m", "--reason", "person-not-ready")
    walk.on("follow-up", *PLACE, *CONTACT, "--topic", "children")
    walk.on("action-card")
    planned = walk.on("appointment plan", "--planned", str(TODAY)).value("Aftale")
    walk.on("appointment move", planned, "--planned", str(TODAY))
    walk.on("appointment keep", planned)
    walk.on("appointment cancel", walk.on("appointment plan", "--planned", "2027-03-01T10:00").value("Aftale"))
    walk.on("appointment no-show", walk.on("appointment plan", "--planned", str(TODAY)).value("Aftale"))
    first, second, third = (
        walk.on("measure propose", "--kind", "referral-kc", "--provider", "kc").value("Tiltag") for _ in range(3)
    )
    walk.on("measure apply", first, "--working-days", "3")
    walk.on("measure answer", first, "--granted")
    walk.on("measure start", first)
    walk.on("measure complete", first)
    walk.on("measure apply", second)
    walk.on("measure take-back", second)
    walk.on("measure stop", third, "--reason", "no-longer-needed")
    walk.on("measurement record", "--occasion", "start", "--questionnaire", "citizen", "--who-5", "5,4,-,2,1")
    walk.on("measurement decline", "--occasion", "start", "--questionnaire", "worker")
    walk.on("lift-anonymity", "--administration", "sof", "--identified-by", "name", "--earlier-sealed")
    walk.on("earlier-follow", "--administration", "sof")
    consent = walk.on(
        *("consent give", "--information", "housing", "--sender", "sof", "--receiver", "bif"),
        *("--purpose", "referral", "--form", "oral", "--consequences-told"),
    ).value("Samtykke")
    walk.on("consent renew", consent)
    walk.on("share", "--information", "housing", "--sender", "sof", "--receiver", "bif")
    walk.on("consent withdraw", consent)
    walk.on("disclose", "--information", "family", "--basis", "acute-danger", "--recipient", "police")
    walk.on("see-disclosures", actor="LED1")
    listed = walk.on("measure propose", "--kind", "housing-list").value("Tiltag")
    walk.on("measure apply", listed)
    walk.on("measure answer", listed, "--granted")
    walk.on("measure check", listed)
    breach = walk.on("report-breach", "--cause", "wrong-recipient").value("Muligt brud")
    walk.on("assess-breach", breach, "--outcome", "no-breach", actor="LED1")
    walk.on("restore-anonymity")


def an_escalation(walk: Walk) -> None:
    """A deadline that passed long ago is escalated by the clock; the leader acknowledges it."""
    walk.trajectory = walk.take("trajectory open", *PLACE, *CONTACT, "--on", LONG_AGO).value("Forløb")
    walk.on("assign", "--worker", "CTI1", "--on", LONG_AGO)
    started = walk.on("start-cti", "--plan", "cti-9m", "--reason", "person-not-ready", "--on", LONG_AGO)

    async def is_escalated() -> bool:
        told = await asyncio.to_thread(walk.run, "history", walk.trajectory)
        return "Fasens frist overskredet" in told.out and "Eskaleret" in told.out

    asyncio.run(eventually(is_escalated))
    assert "eskalering" in walk.run("board", "deadlines").out
    walk.on("acknowledge", actor="LED1")
    walk.take("caseload move", "CTI1", "--to", "CTI2", "--trajectory", walk.trajectory, actor="LED1")
    walk.take("staff leave", "CTI2", "--deputy", "CTI1", actor="LED1")
    assert walk.run("staff", "back", "CTI2", actor="LED1").code == 0
    walk.on("correct-date", walk.event(started), "--happened", str(TODAY - timedelta(days=1)))
