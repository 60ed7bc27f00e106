"""`python -m bench.febrl`"""

from __future__ import annotations
import csv, time
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from bench.estimating import blocked, by_chance, estimate, figures, one_to_one
from tandem.essentials.customers.duplicates.phonetics import cologne
from tandem.essentials.customers.duplicates.weighing import Field, levels, spelt, weight
import sys

STEPS = (0.6, 0.75, 0.88)
FIELDS = (
    "given_name",
    "surname",
    "street_number",
    "address_1",
    "address_2",
    "suburb",
    "postcode",
    "state",
    "date_of_birth",
    "soc_sec_id",
)


def read(path):
    with open(path, newline="") as f:
        return [{k.strip(): v.strip() for k, v in row.items()} for row in csv.DictReader(f)]


def keys(one):
    g, s, n, a, a2, sub, pc, st, dob, ss = (one[x] for x in FIELDS)
    if ss:
        yield "i" + ss
    if dob:
        yield "d" + dob
    if ss:
        yield "i1" + ss[:4]
        yield "i2" + ss[-4:]
    for x in (g, s):
        if x:
            for w in (a, sub, pc, a2, dob[:4], dob[4:]):
                if w:
                    yield f"n{cologne(x)}/{w}"
    if g and s:
        yield "gs" + "".join(sorted((cologne(g), cologne(s))))
    if s:
        yield "s" + s
    if a:
        yield "a" + a
    if a2:
        yield "b" + a2
    if pc and n:
        yield f"p{pc}/{n}"
    if pc and dob:
        yield f"p{pc}/{dob[:4]}"
        yield f"p{pc}/{dob[4:]}"
    if sub:
        yield f"u{sub}"
    if pc:
        yield f"pc{pc}"


def field(name):
    if name in ("state",):
        return Field(
            name, lambda l, r: None if not l[name] or not r[name] else int(l[name] == r[name]), (0.0, 0.0)
        )
    return Field(name, lambda l, r: spelt(l[name], r[name], steps=STEPS), (0.0,) * 5)


def names(l, r):
    "swapped"
    return


fields = [field(n) for n in FIELDS]
base = Path(sys.argv[1])


def run(L, R, true, one2one):
    t = time.perf_counter()
    pairs = blocked([list(keys(x)) for x in L], [list(keys(x)) for x in R] if R else None, frequent=100)
    R2 = R or L
    print(len(pairs), "blocked recall", len(pairs & true) / len(true), time.perf_counter() - t)
    pat = {p: levels(fields, L[p[0]], R2[p[1]]) for p in pairs}
    f, prior = estimate(fields, Counter(pat.values()), by_chance(fields, L, R2))
    w = {p: weight(f, q) + prior for p, q in pat.items()}
    print([(x.name, [round(y, 1) for y in x.weights]) for x in f], prior)
    for least in (-20, -10, -5, 0, 5, 10):
        found = one_to_one(w, least=least) if one2one else {p for p, x in w.items() if x >= least}
        print(least, len(found), figures(found, true), time.perf_counter() - t)
    return w


ident = lambda x: x["rec_id"].split("-")[1]
for n in (1, 2, 3):
    L = read(base / f"dataset{n}.csv")
    by = {}
    for i, x in enumerate(L):
        by.setdefault(ident(x), []).append(i)
    import itertools

    true = {p for v in by.values() for p in itertools.combinations(v, 2)}
    print(n, len(true))
    run(L, None, true, False)
A, B = read(base / "dataset4a.csv"), read(base / "dataset4b.csv")
ib = {ident(x): i for i, x in enumerate(B)}
true = {(i, ib[ident(x)]) for i, x in enumerate(A)}
w = run(A, B, true, True)
found = one_to_one(w, least=-30)
for p in sorted(true - found)[:12]:
    print(w.get(p), A[p[0]], B[p[1]], sep="\n   ")
