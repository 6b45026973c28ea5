"""What a stored thing is: how personal, how protected, and how long it is kept. Source: domain section 5."""

from domain.labelled import Labelled


class DataClass(Labelled):
    """How personal a thing is. That somebody is in the system at all is article 9 data: so are the first three."""

    IDENTITY = "identity", "identitet", "identity"
    ARTICLE_9 = "article-9", "følsom (artikel 9)", "sensitive (article 9)"
    PSEUDONYM = "pseudonym", "pseudonym", "pseudonymous"
    STAFF = "staff", "medarbejder", "staff"
    TECHNICAL = "technical", "teknisk", "technical"


class Protection(Labelled):
    """What stands between a thing and whoever holds a copy of the database."""

    CLEAR = "clear", "i klartekst", "in the clear"
    SEALED = "sealed", "krypteret, AES-256-GCM", "encrypted, AES-256-GCM"
    WRAPPED = "wrapped", "nøgle, pakket ind", "key, wrapped"
    KEY = "key", "hemmelig værdi i klartekst", "secret value in the clear"
    KEYED_HASH = "keyed-hash", "hash med nøgle", "keyed hash"
    HASH = "hash", "hash", "hash"


class Retention(Labelled):
    """How long a table's rows are kept."""

    LOG = (
        "log",
        "så længe installationen; indholdet kan slettes efter lovlig ordre",
        "as long as the installation; contents can be blanked by a lawful order",
    )
    VAULT = (
        "vault",
        "til sletning: programmets opbevaringstid fra afslutning, anonyme noter seks måneder",
        "until erased: the programme's retention from closing, anonymous notes six months",
    )
    CODE = "code", "til koden spærres eller forløbet slettes", "until revoked, or the trajectory is erased"
    KEYS = "keys", "til sletning; i kopier, til deres vindue er gået", "until erased; in copies for the backup window"
    ACCESS = (
        "access",
        "hele måneder, efter loggens egen opbevaringstid (seks måneder, længere for noget)",
        "whole months, by the log's own retention (six months, longer for some)",
    )
    SESSION = "session", "til udlogning eller udløb", "until logged out or expired"
    ACCOUNT = "account", "så længe medarbejderen er i tjeneste", "as long as the worker is in service"
    NOTICES = "notices", "et år", "one year"
    BOARD = "board", "følger loggen; kan altid dannes igen", "follows the log; can always be made again"
    WINDOW = "window", "til det er ført videre eller vinduet er gået", "until told on, or its window has passed"
    INSTALLATION = "installation", "så længe installationen", "as long as the installation"
