"""q"""

from __future__ import annotations
import random, time, itertools, sys
from collections import Counter
from bench import companies
from bench.duplicates import described
from bench.estimating import blocked, by_chance, estimate, figures
from tandem.essentials.customers.duplicates import scoring, weighing
from tandem.essentials.customers.duplicates.keys import keys_of


def company_list(seed, count=6000):
    dice = random.Random(seed)
    rows = []
    for owner, one in enumerate(companies.companies(count, seed=seed)):
        rows.append((owner, one))
        d = dice.random()
        if d < 0.35:
            for _ in range(dice.choice((1, 1, 2))):
                rows.append((owner, companies.variant(one, dice)))
        elif d < 0.65:
            rows.append((-owner - 1, companies.near_miss(one, dice)))
    dice.shuffle(rows)
    by = {}
    for i, (o, _) in enumerate(rows):
        by.setdefault(o, []).append(i)
    return [o for _, o in rows], {p for v in by.values() for p in itertools.combinations(v, 2)}


if __name__ == "__main__":
    rows, true = company_list(3)
    told = [described(o) for o in rows]
    t = time.perf_counter()
    pairs = blocked([keys_of(x) for x in told], frequent=60)
    print(len(rows), len(true), len(pairs), "blocked", len(pairs & true) / len(true), time.perf_counter() - t)
    C = [scoring.Compared(x) for x in told]
    pat = {p: weighing.levels(scoring.FIELDS, C[p[0]], C[p[1]]) for p in pairs}
    print(time.perf_counter() - t)
    f, prior = estimate(scoring.FIELDS, Counter(pat.values()), by_chance(scoring.FIELDS, C, C))
    w = {p: weighing.weight(f, q) + prior for p, q in pat.items()}
    for x in f:
        print(x.name, [round(y, 1) for y in x.weights])
    print(prior)
    # true log-odds
    m = Counter()
    u = Counter()
    for p, q in pat.items():
        for i, l in enumerate(q):
            (m if p in true else u)[i, l] += 1
    for i, x in enumerate(f):
        M = sum(m[i, l] for l in range(len(x.weights)))
        U = sum(u[i, l] for l in range(len(x.weights)))
        import math

        print(
            "true",
            x.name,
            [
                round(math.log2(((m[i, l] + 0.5) / M) / ((u[i, l] + 0.5) / U)), 1)
                for l in range(len(x.weights))
            ],
        )
    for least in (-6, -4, -2, -1, 0, 1, 2, 3, 4, 6, 8, 10):
        print(least, "%.4f %.4f %.4f" % figures({p for p, x in w.items() if x >= least}, true))
    bad = [(p, w[p]) for p in w if (w[p] >= 2) != (p in true)]
    for p, x in random.Random(1).sample(bad, 12):
        print(p in true, round(x, 1), pat[p], rows[p[0]], rows[p[1]], sep="\n   ")
    miss = [p for p in true if p not in pairs]
    print(len(miss), "missed")
    for p in miss[:4]:
        print(rows[p[0]], rows[p[1]], sep="\n   ")
