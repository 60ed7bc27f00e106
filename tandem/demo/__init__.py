"""The demo company: a believable machine builder, made once per data folder."""

from tandem.demo.building import accounts, build, exists, make

__all__ = ["accounts", "build", "exists", "make"]
