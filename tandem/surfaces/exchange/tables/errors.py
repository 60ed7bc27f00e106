class TableError(ValueError):
    """The file holds no table that can be read; the sentence says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
