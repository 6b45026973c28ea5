"""Privileges as the OIO Basic Privilege Profile 1.2 writes them into a claim: base64 of XML.

A group holds privileges (addresses of roles), for one scope (the organisation), narrowed by constraints (model 3).
The parser takes no document type, so no entity can be declared, and nothing larger than a claim may be.
"""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

LARGEST = 65_536
NAMESPACE = "http://digst.dk/oiosaml/basic_privilege_profile"
ROOT = f"{NAMESPACE} PrivilegeList"
GROUP, PRIVILEGE, CONSTRAINT = "PrivilegeGroup", "Privilege", "Constraint"


class UnusablePrivilegesError(ValueError):
    """A claim is not what the profile describes. The text never holds what it was."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A privilege that somebody has in a scope; each constraint narrows it to the values that are named."""

    privilege: str
    scope: str
    constraints: Mapping[str, frozenset[str]]


@dataclass(slots=True)
class _Group:
    scope: str
    privileges: list[str] = field(default_factory=list)
    constraints: dict[str, set[str]] = field(default_factory=dict)

    def granted(self) -> list[Granted]:
        narrowed = {name: frozenset(values) for name, values in self.constraints.items()}
        return [Granted(privilege, self.scope, narrowed) for privilege in self.privileges]


def privileges_of(claim: str) -> tuple[Granted, ...]:
    """Return what a claim grants. Raises `UnusablePrivilegesError`."""
    if len(claim) > LARGEST:
        raise UnusablePrivilegesError("a claim of privileges is too large")
    reading = _Reading()
    try:
        reading.parser.Parse(b64decode("".join(claim.split()), validate=True), True)
    except (expat.ExpatError, binascii.Error, ValueError):
        raise UnusablePrivilegesError("a claim of privileges is no base64 of XML") from None
    return tuple(reading.granted)


class _Reading:
    """What has been read so far: the path of open elements, and the group that is open."""

    def __init__(self) -> None:
        self.granted: list[Granted] = []
        self._path: list[str] = []
        self._group = _Group("")
        self._constraint = ""
        self._text = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._no_doctype
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._more

    def _no_doctype(self, *_: object) -> None:
        raise UnusablePrivilegesError("privileges declare no document type")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        expected = {0: (ROOT,), 1: (GROUP,), 2: (PRIVILEGE, CONSTRAINT)}.get(len(self._path), ())
        if name not in expected:
            raise UnusablePrivilegesError("an element stands where the profile has none")
        self._path.append(name)
        self._text = ""
        if name == GROUP:
            self._group = _Group(attributes.get("Scope", ""))
        if name == CONSTRAINT:
            self._constraint = attributes.get("Name", "")

    def _end(self, name: str) -> None:
        self._path.pop()
        text = self._text.strip()
        if name == PRIVILEGE:
            self._group.privileges.append(text)
        elif name == CONSTRAINT:
            values = {value.strip() for value in text.split(",")}
            self._group.constraints.setdefault(self._constraint, set()).update(values)
        elif name == GROUP:
            self.granted.extend(self._group.granted())

    def _more(self, text: str) -> None:
        self._text += text
