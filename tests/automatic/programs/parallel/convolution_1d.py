def convolve(signal, kernel):
    n, m = len(signal), len(kernel)
    out = [0.0] * (n + m - 1)
    for i in range(n + m - 1):
        acc = 0.0
        for j in range(max(0, i - n + 1), min(m, i + 1)):
            acc += kernel[j] * signal[i - j]
        out[i] = acc
    return out


sig = [((k * 29) % 31) / 31.0 for k in range(7500)]
ker = [1.0 / (1 + abs(k - 40)) for k in range(81)]
y = convolve(sig, ker)
print(len(y), repr(y[0]), repr(y[1234]), repr(y[-1]))
print(repr(sum(y)), repr(max(y)))
