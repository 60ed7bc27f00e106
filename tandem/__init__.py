"""Tandem: one customer, one team."""

__version__ = "0.1.0"
