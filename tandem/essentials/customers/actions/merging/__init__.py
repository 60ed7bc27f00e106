"""Merging two files of one company, and taking it back."""

from tandem.essentials.customers.actions.merging.joined import keep_imports_away, merge
from tandem.essentials.customers.actions.merging.separated import DAYS as DAYS_TO_UNDO
from tandem.essentials.customers.actions.merging.separated import forget_ledgers, undo_merge

__all__ = ["DAYS_TO_UNDO", "forget_ledgers", "keep_imports_away", "merge", "undo_merge"]
