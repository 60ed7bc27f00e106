"""What this room answers."""

from tandem.essentials.playbook.views import drafts, printing, process, rules

__all__ = ["drafts", "printing", "process", "rules"]
