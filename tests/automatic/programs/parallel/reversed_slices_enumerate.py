def weigh(window):
    t = 0
    for r in range(12):
        for k, v in enumerate(window):
            t = (t * 31 + v * (k + r)) % 65521
    return t


series = [(k * k + 7 * k) % 211 for k in range(1500)]
out = []
for i, _ in enumerate(series[:-40:2]):
    out.append(weigh(series[2 * i:2 * i + 40]))
back = [weigh(series[i - 20:i]) for i in reversed(range(20, 400, 3))]
print(len(out), out[:5], max(out))
print(len(back), back[:3], back[-1])
