"""What an installation tells of itself to others: papers and reports in files, and mail about notices."""

from tests.faults.canary.house import House
from tests.postgres_server import until

REPORT = ("report", "status", "--programme", "exit-prostitution", "--from", "2026", "--to", "2026")
ADDRESS = "led1@kommune.example"


def write_papers(house: House, trajectory: str) -> None:
    """Write every report and paper that goes to a file, and print what goes to a terminal about a trajectory."""
    _done(house, *REPORT, "--html", str(house.papers / "report.html"))
    for paper in ("record", "data-map", "threats", "dpia"):
        for ending in ("html", "md"):
            _done(house, "privacy", paper, "--output", str(house.papers / f"{paper}.{ending}"))
    _done(house, "board", "caseload")
    _done(house, "board", "deadlines")
    _done(house, "history", trajectory)
    _done(house, "trajectory", "show", trajectory)
    _done(house, "access", "extract", trajectory, actor="LED1")


def report_a_breach(house: House, trajectory: str) -> None:
    """Report a possible breach, which is mailed to the leader at any hour."""
    _done(house, "notify", "address", "LED1", actor="SYS0", typed=f"{ADDRESS}\n")
    _done(house, "trajectory", "report-breach", trajectory, "--cause", "wrong-trajectory")


async def until_mailed(house: House) -> None:
    """Return once the mail about it has come."""

    async def has_come() -> bool:
        return bool(house.post.taken)

    await until(has_come)


def _done(house: House, *words: str, actor: str = "CTI1", typed: str = "") -> None:
    said = house.run(*words, actor=actor, typed=typed)
    assert said.code == 0, (words[:2], said.all)
