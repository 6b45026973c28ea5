"""An outreach visit as somebody types it: common options, contacts that differ, and contacts that do not."""

from typing import Any

from adapters.cli.glossary import Word
from adapters.cli.kinds import Kind
from adapters.cli.options import Entry, form_entries
from adapters.cli.trouble import BadInputError

MOST = 200

ALIKE = Entry(
    path=("alike",),
    kind=Kind("N", f"et helt tal fra 1 til {MOST}", f"a whole number from 1 to {MOST}"),
    word=Word("contacts that are as the common options say", "ens henvendelser"),
    spelled="--contacts",
    is_argument=False,
    is_required=False,
)


def common_entries() -> tuple[Entry, ...]:
    """Return the entries of a contact form that apply to every contact of the visit, and the number of equal ones."""
    common = [entry for entry in form_entries() if entry.path[-1] not in ("programme", "centre")]
    return (*common, ALIKE)


def visit_content(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of `RegisterVisit`: each contact is what is common to all, and what is its own."""
    visit = {name: content.pop(name) for name in ("programme", "centre")}
    differing = content.pop("contacts", [])
    alike = _number(content.pop("alike", None), default=0 if differing else 1)
    return {**visit, "contacts": [{**visit, **content, **form} for form in [*differing, *[{}] * alike]]}


def _number(typed: str | None, default: int) -> int:
    if typed is None:
        return default
    if not (typed.isdecimal() and 1 <= int(typed) <= MOST):
        raise BadInputError([ALIKE.complaint()])
    return int(typed)
