"""What a reason weighs, how often a customer is spoken with, how many calls a week holds: every figure in one place.

The sum of the points is cut at 100. A reason of full weight and a class B customer reach the page (55); the class alone
never does, it only decides between customers who have the same reason.
"""

from __future__ import annotations

from datetime import timedelta

from tandem.essentials.people.models import FIELD, INSIDE

# From so many points on a candidate is shown at once; what lies below is opened on demand.
SHOWN_FROM = 55

CLASS = {"A": 25, "B": 20, "C": 12, "": 10}
# A customer without a contact for so many weeks is overdue: A monthly, B every six weeks, C once a quarter.
PLAN_WEEKS = {"A": 4, "B": 6, "C": 12, "": 12}
# The plan just missed, and missed three times over: from there on it presses no more. So a class B customer whom
# nothing else speaks for reaches the page after five months, a class A customer after three.
OVERDUE_FIRST, OVERDUE_MOST, OVERDUE_MOST_AFTER_PLANS = 15, 40, 3
# A released lead has waited for exactly this call.
NEW_RELEASE = 45
# A campaign is an occasion, seldom a reason.
CAMPAIGN, CAMPAIGN_LASTS = 10, timedelta(days=60)
# A quote that lies with the customer; a fresh one weighs as much as a class, three weeks or 20,000 add half of it each.
QUOTE_FIRST, QUOTE_AGE, QUOTE_AMOUNT = 20, 10, 10
QUOTE_OLD_AFTER_DAYS, QUOTE_LARGE_FROM = 21, 20_000
# A repeat order later than usual: by a fifth of the customer's own rhythm it counts, by as much again fully. Two
# intervals are the least of which one can speak as a rhythm, and two weeks the least by which it can be late.
REPEAT_FIRST, REPEAT_MOST = 20, 40
REPEAT_LATE_FROM, REPEAT_LEAST_GAPS, REPEAT_LEAST_DAYS = 1.2, 2, 14
# Turnover below last year's by a tenth at least; each percent is half a point.
TURNOVER_MOST, TURNOVER_FALLS_BY = 20, 10
# Before the year is so old the comparison says nothing.
TURNOVER_AFTER_DAYS = 60
# How it went with the first order decides about the second.
AFTER_SALES, AFTER_SALES_LASTS = 35, timedelta(days=45)

# Whoever was spoken with, or will be, is left in peace for now.
CONTACTED_WITHIN, APPOINTMENT_WITHIN = timedelta(days=7), timedelta(days=14)
DROPPED_FOR = timedelta(days=90)
LONGEST_WAIT = timedelta(days=180)

# Of the free working time so much is for calls: inside has orders and quotes to write, field drives and visits.
SHARE = {INSIDE: 0.20, FIELD: 0.10}
# A call with what comes before and after it: reading up, noting, sending what was promised.
MINUTES_A_CALL = 45
# What stands in the week for the talk itself, and at which minutes it may begin.
MINUTES_OF_A_TALK, EVERY_MINUTES = 40, 20
TIMES_PROPOSED = 3
