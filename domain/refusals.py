"""Refusals that more than one rule gives. A rule's own refusals stand beside the rule."""

from domain.refusal import Refusal

NO_SUCH_TRAJECTORY = Refusal(
    "no-such-trajectory",
    "Forløbet findes ikke. Kontrollér forløbets nummer.",
    "There is no such trajectory. Check its id.",
)
TRAJECTORY_CLOSED = Refusal(
    "trajectory-closed",
    "Forløbet er afsluttet. Genåbn det først.",
    "The trajectory is closed. Reopen it first.",
)
IN_THE_FUTURE = Refusal(
    "in-the-future",
    "Datoen ligger i fremtiden. Angiv den dag, hvor det skete.",
    "The date lies in the future. Give the day on which it happened.",
)
UNKNOWN_ACTOR = Refusal(
    "unknown-actor",
    "Medarbejderkoden er ukendt eller ikke længere i brug. Angiv en kode fra medarbejderlisten.",
    "The staff code is unknown or no longer active. Give a code from the list of staff.",
)
NOT_A_LEADER = Refusal(
    "not-a-leader",
    "Kun en leder kan gøre dette. Bed centrets leder om det.",
    "Only a leader can do this. Ask the centre's leader.",
)
UNKNOWN_PROGRAMME = Refusal(
    "unknown-programme",
    "Programmet findes ikke. Se listen over programmer.",
    "There is no such programme. See the list of programmes.",
)
UNKNOWN_CENTRE = Refusal(
    "unknown-centre",
    "Centret findes ikke. Se listen over centre.",
    "There is no such centre. See the list of centres.",
)
UNKNOWN_STAFF = Refusal(
    "unknown-staff",
    "Medarbejderen findes ikke eller er ikke aktiv. Se listen over medarbejdere.",
    "There is no such worker in active service. See the list of staff.",
)
UNKNOWN_PLAN = Refusal(
    "unknown-plan",
    "Planen findes ikke i programmet. Se listen over planer.",
    "The programme has no such plan. See the list of plans.",
)
BEFORE_OPENING = Refusal(
    "before-opening",
    "Datoen ligger før det, som dette bygger på. Ret datoen.",
    "The date lies before what this builds on. Correct the date.",
)
COMMAND_ID_REUSED = Refusal(
    "command-id-reused",
    "Denne handling er allerede sendt med andet indhold. Begynd forfra.",
    "This command was sent before with other content. Start again.",
)
"""The same command id with other content."""

TOO_BUSY = Refusal(
    "too-busy",
    "Forløbet blev ændret af andre samtidig. Prøv igen.",
    "Others changed the trajectory at the same time. Try again.",
)

WRITTEN_BY_A_NEWER_PROGRAM = Refusal(
    "written-by-a-newer-program",
    "Oplysningerne er skrevet af en nyere version af Exitspor. Installér den nyere version, og prøv igen.",
    "This was written by a newer version of Exitspor. Install the newer version and try again.",
)
"""An event that the command has to be judged by cannot be read."""
