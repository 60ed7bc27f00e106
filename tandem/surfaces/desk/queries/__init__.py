"""Reads over several rooms, one module per page."""
