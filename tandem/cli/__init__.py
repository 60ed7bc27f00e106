"""The command `tandem`."""

from tandem.cli.root import main

__all__ = ["main"]
