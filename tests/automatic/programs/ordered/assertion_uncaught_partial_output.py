ledger = {"in": 0, "out": 0}


def transfer(k):
    t = k
    for j in range(1500):
        t = (t * 13 + j) % 97
    side = "in" if t % 2 else "out"
    ledger[side] += t
    assert abs(ledger["in"] - ledger["out"]) < 500, "imbalance %r at %d" % (ledger, k)
    return side, t


for k in range(500):
    side, t = transfer(k)
    print(k, side, t, ledger[side])
