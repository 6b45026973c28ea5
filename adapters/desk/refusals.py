"""Why the desk refuses what the policy does not speak of, and what to do."""

from domain.refusal import Refusal

NOTE_EMPTY = Refusal(
    "note-empty",
    "Notatet er tomt. Skriv noget, eller lad være.",
    "The note is empty. Write something, or leave it.",
)
NOTE_HAS_A_DAY = Refusal(
    "note-has-a-day",
    "Et notat skrives for sig, med den dag, det handler om. Brug notatets egen side.",
    "A note is written by itself, with the day that it is about. Use the note's own page.",
)
NOTE_KEPT_OTHERWISE = Refusal(
    "note-kept-otherwise",
    "Notatet er allerede gemt med en anden tekst. Skriv et nyt notat.",
    "The note was kept already with another text. Write a new note.",
)
NOTHING_CHOSEN = Refusal(
    "nothing-chosen",
    "Vælg først, hvad der er lagt på det forkerte forløb.",
    "First choose what was put on the wrong trajectory.",
)
TARGET_HOLDS_IT = Refusal(
    "target-holds-it",
    "Det rigtige forløb har allerede noget på den plads. Se efter, hvad der er rigtigt, og makulér det forkerte.",
    "The right trajectory holds something in that place already. See which is right, and shred what is wrong.",
)
NOTE_SEALED = Refusal(
    "note-sealed",
    "Et af notaterne er fra før ophævelsen og forseglet for din forvaltning. Kun borgeren kan lade det følge med.",
    "One of the notes is from before the lifting and sealed to your administration. Only the person lets it follow.",
)
SAME_TRAJECTORY = Refusal(
    "same-trajectory",
    "Det ligger der allerede. Vælg det forløb, det skal flyttes til.",
    "It is there already. Choose the trajectory that it is to be moved to.",
)
