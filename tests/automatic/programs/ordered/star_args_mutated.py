def tally(*args, **kw):
    t = 0
    for j in range(3600):
        t = (t * 3 + j + args[0]) % 97
    args[1].append(t)
    kw["acc"]["sum"] = kw["acc"].get("sum", 0) * 2 % 1013 + t
    return kw["acc"]["sum"], len(args[1])


shared = []
acc = {}
params = [(k, shared) for k in range(120)]
options = {"acc": acc}
out = [tally(*p, **options) for p in params]
print(out[:4], out[-1])
print(len(shared), acc, params[0][1] is shared, options)
