"""Who is who by a municipality's file, and privileges as the OIO profile writes them."""

from base64 import b64encode
from collections.abc import Set
from pathlib import Path

import pytest

from adapters.login.oidc.mapping import Mapped, UnusableMappingError, read_mapping
from adapters.login.oidc.privileges import LARGEST, UnusablePrivilegesError, privileges_of
from domain.trajectory_codes import Role

NONE: frozenset[Role] = frozenset()
SCOPE = "urn:dk:gov:saml:cvrNumberIdentifier:64942212"
UNIT = "urn:dk:kombit:orgenhed"
FILE = f"""
[worker]
claim = "uuid"
[worker.codes]
"7f1c" = "BB7"
[roles]
claim = "roles"
[roles.names]
"kontor" = "head-of-office"
[privileges]
claim = "privileges"
scope = "{SCOPE}"
unit = "{UNIT}"
[privileges.names]
"urn:dk:exitspor:leder" = "leader"
"urn:dk:exitspor:brobygger" = "bridge-builder"
[units]
"33221100" = "socialcenter"
"""


def claim(groups: str, before: str = "") -> str:
    """Return a claim of privileges that holds groups."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>{before}'
    space = 'xmlns:bpp="http://digst.dk/oiosaml/basic_privilege_profile"'
    return b64encode(f"{head}<bpp:PrivilegeList {space}>{groups}</bpp:PrivilegeList>".encode()).decode()


def group(privilege: str = "urn:dk:exitspor:leder", constraint: str = "", scope: str = SCOPE) -> str:
    return f'<PrivilegeGroup Scope="{scope}"><Privilege>{privilege}</Privilege>{constraint}</PrivilegeGroup>'


def narrowed(value: str, name: str = UNIT) -> str:
    return f'<Constraint Name="{name}">{value}</Constraint>'


@pytest.fixture
def mapped(tmp_path: Path) -> Mapped:
    file = tmp_path / "mapping.toml"
    file.write_text(FILE)
    return read_mapping(file)


def roles(mapped: Mapped, *groups: str) -> Set[Role] | None:
    return mapped.roles_of({"privileges": claim("".join(groups))}, "socialcenter")


def test_a_worker_is_known_by_the_claim_that_the_file_names(mapped: Mapped) -> None:
    assert mapped.staff_of({"uuid": "7f1c", "sub": "x"}) == "BB7"
    for claims in ({"uuid": "8a2d"}, {"sub": "7f1c"}, {"uuid": ["7f1c"]}, {}):
        assert mapped.staff_of(claims) is None


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("kontor", {Role.HEAD_OF_OFFICE}),
        (["x", "kontor", 1], {Role.HEAD_OF_OFFICE}),
        ("x", set()),
        (None, set()),
        ({"kontor": 1}, set()),
    ],
)
def test_roles_are_named_by_a_text_or_a_list(mapped: Mapped, told: object, named: set[Role]) -> None:
    assert mapped.roles_of({"roles": told}, "socialcenter") == frozenset(named)


def test_privileges_of_our_scope_are_roles(mapped: Mapped) -> None:
    assert roles(mapped, group(), group("urn:dk:exitspor:brobygger")) == {Role.LEADER, Role.BRIDGE_BUILDER}
    assert roles(mapped, group("urn:dk:other:leder")) == NONE
    assert roles(mapped, group(scope="urn:dk:gov:saml:cvrNumberIdentifier:1")) == NONE
    assert roles(mapped) == NONE
    both = {"roles": "kontor", "privileges": claim(group())}
    assert mapped.roles_of(both, "socialcenter") == frozenset({Role.HEAD_OF_OFFICE, Role.LEADER})


def test_a_privilege_that_is_narrowed_to_units_holds_at_their_centre_alone(mapped: Mapped) -> None:
    assert roles(mapped, group(constraint=narrowed("11, 33221100"))) == {Role.LEADER}
    assert roles(mapped, group(constraint=narrowed("11") + narrowed("33221100"))) == {Role.LEADER}
    assert roles(mapped, group(constraint=narrowed("11"))) == NONE
    assert roles(mapped, group(constraint=narrowed(""))) == NONE
    assert roles(mapped, group(constraint=narrowed("33221100", "urn:dk:other:kle"))) == NONE
    at_another = {"privileges": claim(group(constraint=narrowed("33221100")))}
    assert mapped.roles_of(at_another, "jobcenter") == NONE


def test_without_roles_in_the_file_all_of_a_worker_s_roles_count() -> None:
    assert Mapped.model_validate({"worker": {"codes": {"x": "BB7"}}}).roles_of({}, "socialcenter") is None


@pytest.mark.parametrize(
    "spoilt",
    [
        "not base64 at all!",
        b64encode(b"<PrivilegeList/>").decode(),
        b64encode(b"<a>").decode(),
        claim("<PrivilegeGroup><Privilege><Privilege/></Privilege></PrivilegeGroup>"),
        claim("<Privilege>x</Privilege>"),
        claim(group("&x;"), '<!DOCTYPE x [<!ENTITY x "urn:dk:exitspor:leder">]>'),
        claim(group(), '<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
        claim(group("&x;")),
        "A" * (LARGEST + 1),
        "æ",
    ],
)
def test_what_is_not_of_the_profile_is_refused_and_not_shown(spoilt: str) -> None:
    with pytest.raises(UnusablePrivilegesError) as caught:
        privileges_of(spoilt)
    assert "exitspor:leder" not in str(caught.value)
    assert spoilt not in str(caught.value)


@pytest.mark.parametrize(
    "file",
    [
        "",
        "[worker",
        '[worker.codes]\nx = "karla"',
        '[worker.codes]\nx = "BB7"\n[roles]\nclaim = "r"\n[roles.names]\ny = "boss"',
        '[worker.codes]\nx = "BB7"\n[other]\ny = 1',
        '[worker.codes]\nx = "BB7"\n[privileges]\nclaim = "p"\nscope = ""\n[privileges.names]',
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path: Path, file: str) -> None:
    (tmp_path / "mapping.toml").write_text(file)
    with pytest.raises(UnusableMappingError) as caught:
        read_mapping(tmp_path / "mapping.toml")
    assert "karla" not in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableMappingError):
        read_mapping(tmp_path / "mapping.toml")
