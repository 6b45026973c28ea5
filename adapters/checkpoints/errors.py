"""What is wrong with a key or a signed checkpoint, told to a person."""


class CheckpointError(Exception):
    """A key or a checkpoint cannot be used; the text says why and what to do, Danish first."""

    def __init__(self, danish: str, english: str) -> None:
        super().__init__(f"{danish}\n{english}")
        self.danish = danish
        self.english = english
