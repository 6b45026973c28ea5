"""How often the process looks for garbage in cycles."""

import gc

YOUNG, MIDDLE, OLD = 200_000, 20, 100
"""Python's own thresholds are for small programs: folding a log makes objects by the million, none of which lie in a
cycle, and looking through them again and again took as long as the folding itself."""


def collect_rarely() -> None:
    """Leave out of every later search what is there now, and search less often from now on."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
