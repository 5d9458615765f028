def averager():
    total = count = 0
    avg = None
    while True:
        try:
            v = yield avg
        except ValueError:
            total = count = 0
            continue
        for j in range(1800):
            v = (v * 3 + j) % 1009
        total += v
        count += 1
        avg = total / count


gen = averager()
next(gen)
out = []
for k in range(200):
    out.append(gen.send(k))
    if k % 64 == 63:
        out.append(gen.throw(ValueError("reset")))
print(out[:3], out[63:66], out[-1], len(out))
gen.close()
print(gen.gi_frame)
