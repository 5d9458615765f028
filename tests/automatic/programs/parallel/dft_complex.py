import cmath


def dft(x):
    n = len(x)
    out = []
    for k in range(n):
        s = 0j
        for t in range(n):
            s += x[t] * cmath.exp(-2j * cmath.pi * k * t / n)
        out.append(s)
    return out


signal = [((k * k) % 17) - 8 + 0.5 * (k % 3) for k in range(600)]
spectrum = dft(signal)
power = [abs(z) ** 2 for z in spectrum]
peak = max(range(1, 150), key=power.__getitem__)
print(peak, repr(power[peak]))
print(spectrum[0], spectrum[7])
print(repr(sum(power) / len(power)))
