"""What the vault keeps apart: compartments, fields, and how something in it is erased. Source: domain section 5."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.labelled import Labelled


class Compartment(Labelled):
    """A purpose with a data key of its own, so that one can be erased and the others go on."""

    IDENTITY = "identity", "identitet", "identity"
    CONTACT = "contact", "kontaktoplysninger", "contact details"
    ALIAS = "alias", "kaldenavn og sikker kontakt", "call name and safe contact"
    NOTES = "notes", "notater", "notes"


class VaultField(Labelled):
    """One thing that the vault can hold about a person. Nothing of a person's financial past has a field here."""

    NAME = "name", "navn", "name"
    CPR = "cpr", "CPR-nummer", "CPR number"
    CASE_REFERENCE = "case-reference", "sag i fagsystemet", "case in the case system"
    PLAN_REFERENCE = "plan-reference", "§ 141-handleplan", "section 141 plan"
    PHONE = "phone", "telefon", "telephone"
    EMAIL = "email", "e-mail", "e-mail"
    ADDRESS = "address", "adresse", "address"
    CALL_NAME = "call-name", "kaldenavn", "call name"
    SAFE_CONTACT = "safe-contact", "sikker kontakt", "safe contact"
    NOTE = "note", "notat", "note"


COMPARTMENT_OF: Mapping[VaultField, Compartment] = MappingProxyType(
    {
        VaultField.NAME: Compartment.IDENTITY,
        VaultField.CPR: Compartment.IDENTITY,
        VaultField.CASE_REFERENCE: Compartment.IDENTITY,
        VaultField.PLAN_REFERENCE: Compartment.IDENTITY,
        VaultField.PHONE: Compartment.CONTACT,
        VaultField.EMAIL: Compartment.CONTACT,
        VaultField.ADDRESS: Compartment.CONTACT,
        VaultField.CALL_NAME: Compartment.ALIAS,
        VaultField.SAFE_CONTACT: Compartment.ALIAS,
        VaultField.NOTE: Compartment.NOTES,
    }
)


class ErasureScope(Labelled):
    """What an erasing takes. A trajectory goes on, de-identified, after all but the last."""

    IDENTITY = "identity", "identitet og kontaktoplysninger", "identity and contact details"
    NOTES = "notes", "notater", "notes"
    ALL = "all", "alt i boksen", "all of the vault"


COMPARTMENTS_OF: Mapping[ErasureScope, frozenset[Compartment]] = MappingProxyType(
    {
        ErasureScope.IDENTITY: frozenset({Compartment.IDENTITY, Compartment.CONTACT}),
        ErasureScope.NOTES: frozenset({Compartment.NOTES}),
        ErasureScope.ALL: frozenset(Compartment),
    }
)


class ErasureBasis(Labelled):
    """Why something was erased. A pointer, not advice."""

    PERSON_ASKED = "person-asked", "borgeren bad om det", "the person asked"
    DE_IDENTIFIED = "de-identified", "afidentificeret igen", "de-identified again"
    RETENTION = "retention", "opbevaringstiden er gået", "the retention time has passed"
    ANONYMOUS_NOTES = "anonymous-notes", "anonyme notater efter seks måneder", "anonymous notes after six months"
    WRONG_TRAJECTORY = "wrong-trajectory", "lagt på det forkerte forløb", "put on the wrong trajectory"
