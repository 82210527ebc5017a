"""A slow, plain transcription of the published formulas (Diem et al. 2022), independent of the engine."""

from __future__ import annotations


def published(
    W,
    sectors,
    E,
    shock,
    *,
    revenue=None,
    cost=None,
    weights=None,
    sigma=True,
    epsilon=1e-2,
    relative=False,
    limit=10**5,
):
    """W: n × n list; E[k][l]; shock: n values. Returns hd, hu, ESRI, ESRI_d, ESRI_u, steps."""
    n = len(W)
    firms = range(n)
    s = [sum(W[i][j] for j in firms) for i in firms]
    bought = [sum(W[i][j] for i in firms) for j in firms]
    down = [[0.0] * n for _ in firms]
    up = [[0.0] * n for _ in firms]
    for i in firms:
        for j in firms:
            if W[i][j] == 0:
                continue
            e = E[sectors[i]][sectors[j]]
            if e == 2:
                down[i][j] = W[i][j] / sum(W[h][j] for h in firms if sectors[h] == sectors[i])
            elif e == 1:
                down[i][j] = W[i][j] / bought[j]
            if cost is not None:
                down[i][j] *= bought[j] / cost[j]
            base = s[i] if revenue is None else revenue[i]
            up[i][j] = W[i][j] / (base if base != 0 else 1.0)
    hd = [1.0 - x for x in shock]
    hu = list(hd)
    v = s if weights is None else weights
    index = sum(v[i] * shock[i] for i in firms)
    steps = 0
    while steps < limit:
        factor = []
        for i in firms:
            rest = sum(s[h] * hd[h] for h in firms if sectors[h] == sectors[i])
            factor.append(1.0 if not sigma or rest <= 1e-10 else min(1.0, s[i] / rest))
        new_hd, new_hu = [], []
        for j in firms:
            leontief, linear = 1.0, 1.0
            for k in set(sectors):
                part = 1.0 - sum(factor[i] * down[i][j] * (1.0 - hd[i]) for i in firms if sectors[i] == k)
                e = E[k][sectors[j]]
                if e == 2:
                    leontief = min(leontief, part)
                elif e == 1:
                    linear -= 1.0 - part
            new_hd.append(max(0.0, min(1.0 - shock[j], leontief, linear)))
            new_hu.append(max(0.0, min(1.0 - shock[j], 1.0 - sum(up[j][m] * (1.0 - hu[m]) for m in firms))))
        change = max(max(hd[j] - new_hd[j], hu[j] - new_hu[j]) for j in firms)
        hd, hu = new_hd, new_hu
        steps += 1
        before, index = index, sum(v[i] * (1 - min(hd[i], hu[i])) for i in firms)
        if index <= before * (1 + epsilon) if relative else change <= epsilon:
            break
    total = sum(v)
    return {
        "hd": hd,
        "hu": hu,
        "esri": sum(v[i] * (1 - min(hd[i], hu[i])) for i in firms) / total,
        "esri_d": sum(v[i] * (1 - hd[i]) for i in firms) / total,
        "esri_u": sum(v[i] * (1 - hu[i]) for i in firms) / total,
        "steps": steps,
    }
