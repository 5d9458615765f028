env = {"total": 0}
code = compile("total += value * factor\nlast = value", "<rule>", "exec")


def apply_rule(v):
    env["value"] = v
    env["factor"] = sum((v * k) % 3 for k in range(1500))
    exec(code, env)
    return env["total"]


totals = [apply_rule(v) for v in range(200)]
print(totals[:5], totals[-1], env["last"])
for k in range(20):
    exec("x%d = totals[k] + (x%d if k else 0)" % (k, k - 1 if k else 0))
print(x0, x19, sorted(n for n in globals() if n[0] == "x")[:4])
