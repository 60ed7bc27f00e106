"""The names of the world's countries in four languages: what people write into a country column.

They lie in `countries.txt` because the module of all languages that phonenumbers has costs 150 MB of memory.
"""

from functools import cache
from pathlib import Path


@cache
def names() -> dict[str, list[str]]:
    """The names by ISO code."""
    lines = (Path(__file__).parent / "countries.txt").read_text(encoding="utf-8").splitlines()
    return {line[:2]: line[3:].split(" | ") for line in lines if not line.startswith("#")}
