"""Everything that changes how the company works together."""

from tandem.essentials.playbook.actions.rules import RuleEnded, end_rule, set_rule

__all__ = ["RuleEnded", "end_rule", "set_rule"]
