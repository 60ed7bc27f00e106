"""Asking whether the customer is satisfied is a contact with the customer: the rules about contacts hold."""

from __future__ import annotations

from tandem.essentials.teamwork.contacts import CALL, SATISFACTION
from tandem.essentials.teamwork.rules import told_by
from tandem.journey.care import entries

told_by(entries.SatisfactionRecorded, channel=CALL, about=SATISFACTION)
