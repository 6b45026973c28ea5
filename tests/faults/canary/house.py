"""A whole installation for the canaries: servers, roles, pages, mail, metrics, and a folder for temporary files."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP

from aiosmtpd.controller import Controller

from tests.adapters.cli.command_line import Said, exitspor
from tests.adapters.notify.servers import PostOffice
from tests.adapters.process.running import Up, free_port
from tests.faults.canary.search import Place
from tests.faults.canary.visitor import PASSWORD, Visitor

STAFF = """
[[staff]]
code = "CTI1"
roles = ["cti-worker"]
centre = "hjemloeseenheden"

[[staff]]
code = "LED1"
roles = ["leader", "method-supervisor"]
centre = "hjemloeseenheden"

[[staff]]
code = "BB1"
roles = ["bridge-builder"]
centre = "socialcenter"

[[staff]]
code = "AUD1"
roles = ["auditor"]
centre = "hjemloeseenheden"

[[staff]]
code = "KON1"
roles = ["consultant", "head-of-office"]
centre = "hjemloeseenheden"

[[staff]]
code = "EVA1"
roles = ["evaluator"]
centre = "hjemloeseenheden"

[[staff]]
code = "KC1"
roles = ["partner"]
centre = "hjemloeseenheden"
provider = "kc"
"""
WORKERS = ("CTI1", "LED1", "BB1", "AUD1", "KON1", "EVA1", "KC1")
ADMINISTRATOR = "ADM1"


@dataclass
class House:
    """A running installation, and everything that it has answered, printed and mailed so far."""

    up: Up
    home: Path
    post: PostOffice
    metrics: str
    telltale: str
    answers: list[Place] = field(default_factory=list)
    printed: list[Place] = field(default_factory=list)
    visitors: dict[str, Visitor] = field(default_factory=dict)

    @property
    def temporary(self) -> Path:
        return self.home / "tmp"

    @property
    def profile(self) -> Path:
        """Where the browser keeps what it keeps."""
        return self.home / "profile"

    @property
    def papers(self) -> Path:
        """Where reports and papers are written to."""
        return self.home / "papers"

    def run(self, *words: str, actor: str = "CTI1", typed: str = "") -> Said:
        """Run a command line beside it, and keep what it prints."""
        said = exitspor(*words, environment={**self.up.environment, "EXITSPOR_ACTOR": actor}, typed=typed)
        self.printed.append(Place(f"printed by exitspor, command {len(self.printed)}", said.all.encode()))
        return said

    def prove(self, worker: str) -> None:
        """Have a worker prove anew who they are."""
        answer = self.visitors[worker].fill("/bekraeft", "/bekraeft", adgangskode=PASSWORD)
        assert answer.status_code == 303, answer.text

    def nobody(self) -> Visitor:
        """Return a visitor who is not signed in."""
        return self.visitors.setdefault("", Visitor(self.up.web, self.answers))

    def mail(self, text: str) -> None:
        """Send a mail to the post office from somebody else, as a test of the search does."""
        letter = EmailMessage()
        letter["Subject"], letter["From"], letter["To"] = "x", "a@mail.example", "b@mail.example"
        letter.set_content(text, charset="utf-8", cte="base64")
        with SMTP("127.0.0.1", int(self.up.environment["EXITSPOR_SMTP"].rpartition(":")[2])) as server:
            server.send_message(letter)


@contextmanager
def a_house(home: Path, telltale: str) -> Iterator[House]:
    """Start an installation in a folder, with accounts for workers of every role; stop it after.

    `telltale` is the ``host:port`` of a server that gives a canary away.
    """
    for folder in ("tmp", "profile", "papers"):
        (home / folder).mkdir(parents=True)
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    up, metrics = Up(home / "state"), f"127.0.0.1:{free_port()}"
    up.environment = {
        **up.environment,
        "TMPDIR": str(home / "tmp"),
        "EXITSPOR_METRICS": metrics,
        "EXITSPOR_SMTP": f"127.0.0.1:{controller.port}",
        "EXITSPOR_SMTP_FROM": "besked@kommune.example",
    }
    house = House(up, home, office, metrics, telltale)
    try:
        up.start()
        _make_accounts(house)
        yield house
    finally:
        for visitor in house.visitors.values():
            visitor.close()
        up.clean_up()
        controller.stop()


def _make_accounts(house: House) -> None:
    staff = house.home / "staff.toml"
    staff.write_text(STAFF)
    imported = house.run("reference", "import", str(staff), actor="SYS0")
    assert imported.code == 0, imported.all
    _choose_password(house, ADMINISTRATOR, _first_code(house))
    for worker in WORKERS:
        _choose_password(house, worker, _code_for(house, worker))


def _choose_password(house: House, worker: str, code: str) -> None:
    visitor = Visitor(house.up.web, house.answers)
    chosen = {"engangskode": code, "kode": worker, "adgangskode": PASSWORD, "gentaget": PASSWORD}
    answer = visitor.fill("/opsaetning", "/opsaetning", **chosen)
    assert answer.status_code == 303, answer.text
    house.visitors[worker] = visitor


def _first_code(house: House) -> str:
    found = re.search(r"One-time code[^:]*: (\S+)", "\n".join(house.up.said))
    assert found
    return found[1]


def _code_for(house: House, worker: str) -> str:
    added = house.run("account", "add", worker, actor="SYS0")
    assert added.code == 0, added.all
    return added.value("Engangskode")
