"""The rules of collaboration: what they can say, which of them holds, and what they say of an act.

Rooms import this package alone: `rules.require(BookVisit(...), reason=reason)` in an action, `rules.check(...)` on a
page, `rules.holding(FollowUpDue, customer=customer, at=at).days` for a value.
"""

from tandem.essentials.playbook.rules import deadlines
from tandem.essentials.playbook.rules.checking import (
    Allowance,
    Finding,
    InForce,
    ReasonWanted,
    RuleForbids,
    Verdict,
    check,
    holding,
    holding_for,
    holding_many,
    in_force,
    read,
    require,
)
from tandem.essentials.playbook.rules.deadlines import Lasted
from tandem.essentials.playbook.rules.kinds import (
    ANSWERS,
    AREAS,
    BLOCK,
    CONTACT,
    EFFECTS,
    ESCALATION,
    INFORM,
    LEADS,
    LOOKED_AT,
    QUOTES,
    VISITS,
    WARN,
    Act,
    DeadlineKind,
    Hit,
    Objection,
    RuleKind,
    known,
    rule_kind,
)
from tandem.essentials.playbook.rules.looking_back import LookBack, look_back
from tandem.essentials.playbook.rules.parameters import NotAValue, choice, number, several
from tandem.essentials.playbook.rules.scopes import Scope, ScopeIncomplete
from tandem.essentials.playbook.rules.units import calendar_days, percent, working_days, working_hours

__all__ = [
    "ANSWERS",
    "AREAS",
    "BLOCK",
    "CONTACT",
    "EFFECTS",
    "ESCALATION",
    "INFORM",
    "LEADS",
    "LOOKED_AT",
    "QUOTES",
    "VISITS",
    "WARN",
    "Act",
    "Allowance",
    "DeadlineKind",
    "Finding",
    "Hit",
    "InForce",
    "Lasted",
    "LookBack",
    "NotAValue",
    "Objection",
    "ReasonWanted",
    "RuleForbids",
    "RuleKind",
    "Scope",
    "ScopeIncomplete",
    "Verdict",
    "calendar_days",
    "check",
    "choice",
    "deadlines",
    "holding",
    "holding_for",
    "holding_many",
    "in_force",
    "known",
    "look_back",
    "number",
    "percent",
    "read",
    "require",
    "rule_kind",
    "several",
    "working_days",
    "working_hours",
]
