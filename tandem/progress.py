"""How far a long command is: a bar on a terminal, a line per part elsewhere; standard output stays clean."""

import sys
from collections.abc import Callable

# What is under way, how much of it is done, how much there is.
Progress = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def on_terminal(what: str, done: int, total: int) -> None:
    """One line that counts up; on a terminal it is written over, else only its end is printed."""
    is_over = done >= total
    if not sys.stderr.isatty():
        if is_over:
            print(f"  {what}", file=sys.stderr, flush=True)
        return
    share = 1.0 if is_over else done / total
    bar = "█" * int(20 * share)
    print(
        f"\r  {what:<28} {bar:<20} {int(100 * share):3d} %",
        end="\n" if is_over else "",
        file=sys.stderr,
        flush=True,
    )
