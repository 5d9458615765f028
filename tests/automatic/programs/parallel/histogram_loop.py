import math

bins = [0] * 32
lows = {}
for k in range(60000):
    x = math.fmod(k * 0.6180339887498949, 1.0)
    y = math.sqrt(-2.0 * math.log(x + 1e-12)) * math.cos(2 * math.pi * ((k * 0.7548776662) % 1.0))
    b = min(31, max(0, int((y + 4) * 4)))
    bins[b] += 1
    if y < -3.2:
        lows[k] = round(y, 5)
for b, count in enumerate(bins):
    print("%6.2f %5d %s" % (b / 4 - 4, count, "*" * (count // 150)))
print(len(lows), list(lows.items())[:3])
