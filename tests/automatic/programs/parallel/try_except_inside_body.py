def convert(text):
    h = 0
    for _ in range(60):
        for c in text:
            h = (h * 131 + ord(c)) % 8191
    try:
        value = int(text)
    except ValueError:
        try:
            value = float(text)
        except ValueError as e:
            return h, None, str(e)
    else:
        value *= 2
    finally:
        h += 1
    return h, value, ""


texts = [["%d", "%d.5", "x%d", "-%d", "1e%d", " %d "][k % 6] % k for k in range(3000)]
good, bad = [], []
for t in texts:
    h, value, err = convert(t)
    if err:
        bad.append((h, err))
    else:
        good.append(value)
print(len(good), len(bad), bad[:2])
print(good[:8], good[-1])
