"""A person becomes known: typed where it belongs, by the pages; the vault then holds every canary."""

from tests.faults.canary.forms import read
from tests.faults.canary.house import House
from tests.faults.canary.words import (
    ADDRESS,
    CALL_NAME,
    CANARIES,
    CPR,
    EMAIL,
    ENGLISH_NOTE,
    NAME,
    NOTE,
    PHONE,
    SAFE_CONTACT,
    Canary,
)

OPEN = (
    *("trajectory", "open", "--programme", "exit-prostitution", "--centre", "hjemloeseenheden"),
    *("--handled-by", "cti-worker", "--way-in", "kc", "--form", "meeting"),
)


def open_trajectory(house: House) -> str:
    """Open a trajectory of CTI1, and start its course."""
    opened = house.run(*OPEN)
    assert opened.code == 0, opened.all
    trajectory = opened.value("Forløb")
    for step in (("assign", "--worker", "CTI1"), ("start-cti", "--plan", "cti-9m", "--reason", "person-not-ready")):
        said = house.run("trajectory", step[0], trajectory, *step[1:])
        assert said.code == 0, said.all
    return trajectory


def plant(house: House, trajectory: str) -> None:
    """Type everything about the person where it belongs: lift anonymity, fill in the vault, write two notes."""
    worker, here = house.visitors["CTI1"], f"/trajectories/{trajectory}"
    house.prove("CTI1")
    lifted = {"administration": "sof", "identified_by": "name-and-cpr", "earlier": "yes"}
    worker.fill(f"{here}/anonymitet", "/anonymitet", **lifted, name=NAME.typed, cpr=CPR.typed)
    fields = {"phone": PHONE, "email": EMAIL, "address": ADDRESS}
    alias = {"call-name": CALL_NAME, "safe-contact": SAFE_CONTACT}
    kept = {name: canary.typed for name, canary in {**fields, **alias}.items()}
    worker.fill(f"{here}/boks/ret", "/boks/ret", purpose="casework", **kept)
    for note in (NOTE, ENGLISH_NOTE):
        write_note(house, trajectory, note)


def write_note(house: House, trajectory: str, note: Canary) -> None:
    """Write a note that holds a telephone number too, look at the warning, and save it all the same."""
    worker, here = house.visitors["CTI1"], f"/trajectories/{trajectory}/boks/notat"
    warned = worker.fill(here, "/boks/notat", text=f"{note.typed}, {PHONE.typed}", purpose="casework")
    [form] = [form for form in read(warned.text, str(warned.url))[0] if form.action.endswith("/boks/notat")]
    assert "warned" in form.values, "a note with a telephone number is looked at once more"
    assert worker.send(form, form.values).status_code == 303


def shown(house: House, trajectory: str) -> list[Canary]:
    """Fetch everything from the vault; return the canaries that the page shows."""
    worker = house.visitors["CTI1"]
    form = worker.form_at(f"/trajectories/{trajectory}", "/boks")
    fetched = ["identity", "contact", "alias", "notes"]
    page = worker.send(form, {**form.values, "compartment": fetched, "purpose": ["casework"]})
    return [canary for canary in CANARIES if any(trace in page.text for trace in canary.traces)]
