"""What goes wrong with an embedded server, told to a person."""


class ServerError(Exception):
    """An embedded server cannot do what was asked; the text says what to do, Danish first."""

    def __init__(self, danish: str, english: str) -> None:
        super().__init__(f"{danish}\n{english}")
        self.danish = danish
        self.english = english
