"""What each variable of the environment must be, in the words that a person reads where it is not."""

from collections.abc import Mapping

WHAT_TO_DO: Mapping[str, tuple[str, str]] = {
    "EXITSPOR_STATE": ("skal være stien til en mappe", "must be the path of a directory"),
    "EXITSPOR_POSTGRES": (
        "skal være en adresse som postgresql://bruger@vært/database",
        "must be an address such as postgresql://user@host/database",
    ),
    "EXITSPOR_TEMPORAL": ("skal være vært:port", "must be host:port"),
    "EXITSPOR_TEMPORAL_NAMESPACE": (
        "må kun have bogstaver, tal, punktum, understreg og bindestreg",
        "may only have letters, digits, dots, underscores and hyphens",
    ),
    "EXITSPOR_MUNICIPALITY": ("skal være tre cifre, fx 101", "must be three digits, such as 101"),
    "EXITSPOR_HOST": (
        "skal være 127.0.0.1, ::1 eller localhost uden EXITSPOR_POSTGRES og en EXITSPOR_PUBLIC_URL med https",
        "must be 127.0.0.1, ::1 or localhost without EXITSPOR_POSTGRES and an EXITSPOR_PUBLIC_URL of https",
    ),
    "EXITSPOR_PORT": ("skal være et tal fra 1 til 65535", "must be a number from 1 to 65535"),
    "EXITSPOR_PUBLIC_URL": (
        "skal være websidens egen adresse uden sti, fx https://exitspor.example",
        "must be the pages' own address without a path, such as https://exitspor.example",
    ),
    "EXITSPOR_OIDC_ISSUER": (
        "skal være udstederens adresse, fx https://login.example, præcis som udstederen selv skriver den",
        "must be the issuer's address, such as https://login.example, exactly as the issuer writes it",
    ),
    "EXITSPOR_OIDC_CLIENT_ID": (
        "skal være det navn, Exitspor har hos udstederen, når EXITSPOR_OIDC_ISSUER er sat",
        "must be the name that Exitspor has with the issuer where EXITSPOR_OIDC_ISSUER is set",
    ),
    "EXITSPOR_OIDC_SECRET_FILE": (
        "skal være stien til en fil med den hemmelighed, Exitspor har med udstederen",
        "must be the path of a file with the secret that Exitspor shares with the issuer",
    ),
    "EXITSPOR_OIDC_MAPPING": (
        "skal være stien til en TOML-fil om, hvem der er hvem, når EXITSPOR_OIDC_ISSUER er sat",
        "must be the path of a TOML file that says who is who where EXITSPOR_OIDC_ISSUER is set",
    ),
    "EXITSPOR_CARD_PHONE": (
        "skal være telefonnummeret på VIP-kortene, fx »33 17 00 00« eller »+45 33 17 00 00«",
        'must be the telephone number on the VIP cards, such as "33 17 00 00" or "+45 33 17 00 00"',
    ),
    "EXITSPOR_METRICS": (
        "skal være denne maskines adresse og en port, fx 127.0.0.1:9464",
        "must be this machine's address and a port, such as 127.0.0.1:9464",
    ),
    "EXITSPOR_SMTP": ("skal være vært:port, fx mail.example:587", "must be host:port, such as mail.example:587"),
    "EXITSPOR_SMTP_FROM": (
        "skal være den e-mailadresse, som beskeder sendes fra, når EXITSPOR_SMTP er sat",
        "must be the e-mail address that notices are sent from where EXITSPOR_SMTP is set",
    ),
    "EXITSPOR_SMTP_USER": ("skal være brugernavnet hos mailserveren", "must be the user name at the mail server"),
    "EXITSPOR_SMTP_PASSWORD_FILE": (
        "skal være stien til en fil med brugerens adgangskode, når EXITSPOR_SMTP_USER er sat",
        "must be the path of a file with the user's password where EXITSPOR_SMTP_USER is set",
    ),
    "EXITSPOR_PG_BIN": (
        "skal være mappen med programmerne postgres og initdb",
        "must be the directory that holds the programs postgres and initdb",
    ),
    "EXITSPOR_SECRETS": ("skal være stien til en fil", "must be the path of a file"),
    "EXITSPOR_SIGNING_KEY": (
        "skal være en nøgle, som »exitspor checkpoint key« laver den",
        'must be a key as "exitspor checkpoint key" makes it',
    ),
    "EXITSPOR_SIGNING_KEY_FILE": ("skal være stien til en fil", "must be the path of a file"),
    "EXITSPOR_VERIFY_KEY": (
        "skal være offentlige nøgler, som »exitspor checkpoint key« skriver dem",
        'must be public keys as "exitspor checkpoint key" prints them',
    ),
    "EXITSPOR_VERIFY_KEY_FILE": ("skal være stien til en fil", "must be the path of a file"),
    "EXITSPOR_KEYS_FILE": ("skal være stien til en fil", "must be the path of a file"),
    "EXITSPOR_ERASURES_FILE": ("skal være stien til en fil", "must be the path of a file"),
    "EXITSPOR_KEYS": (
        "skal være epoker med nøgler på 32 byte i base64, fx 1:...,2:...; den sidste bruges til nyt",
        "must be epochs with keys of 32 bytes in base64, such as 1:...,2:...; the last one is used for what is new",
    ),
    "EXITSPOR_INDEX_KEY": (
        "skal være en nøgle på 32 byte i base64, når EXITSPOR_KEYS er sat",
        "must be a key of 32 bytes in base64 where EXITSPOR_KEYS is set",
    ),
    "EXITSPOR_KEYS_VAULT": (
        "skal være adressen på Vaults transit, fx https://vault.example:8200/v1/transit; http kun på denne maskine",
        "must be the address of Vault's transit, as https://vault.example:8200/v1/transit; http only on this machine",
    ),
    "EXITSPOR_KEYS_VAULT_NAME": ("skal være nøglens navn i Vault", "must be the key's name in Vault"),
    "EXITSPOR_KEYS_VAULT_TOKEN_FILE": (
        "skal være stien til en fil med tokenet, når EXITSPOR_KEYS_VAULT er sat",
        "must be the path of a file with the token where EXITSPOR_KEYS_VAULT is set",
    ),
    "EXITSPOR_BACKUP_DAYS": (
        "skal være, hvor mange dage sikkerhedskopier gemmes, fra 1 til 3650",
        "must be for how many days backups are kept, from 1 to 3650",
    ),
    "EXITSPOR_ROLE_PREFIX": (
        "skal være et lille bogstav og derefter små bogstaver, tal eller _, højst 31 i alt",
        "must be a small letter, then small letters, digits or _, at most 31 in all",
    ),
    "EXITSPOR_ARCHIVE": (
        "skal være stien til en mappe uden for datamappen, for det, der afleveres, må ikke blive i dens kopier",
        "must be the path of a directory outside the state directory: what is delivered may not stay in its copies",
    ),
    "EXITSPOR_ACCESS_LOG_MONTHS": ("skal være et tal fra 1 til 120", "must be a number from 1 to 120"),
}
"""Every variable that is read, with what it must be, in Danish and English."""
