"""A progress bar of a share, with an estimate of the time that is left."""

from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn


def share_bar(task: str) -> tuple[Progress, Callable[[float], None]]:
    """Return a bar, and what is told how much is done, from 0 to 1; it ends with the whole.

    What is done at once shows no bar, and neither does what is printed elsewhere than on a terminal.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    bar = Progress(*columns, disable=not Console().is_terminal)
    number = bar.add_task(task, total=1.0)

    def tell(done: float) -> None:
        bar.update(number, completed=done)
        if done < 1.0:
            bar.start()
        else:
            bar.stop()

    return bar, tell
