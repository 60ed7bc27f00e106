"""What this room answers."""

from tandem.essentials.playbook.views import process, rules

__all__ = ["process", "rules"]
