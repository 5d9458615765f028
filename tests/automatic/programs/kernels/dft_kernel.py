import math


def dft(re, im):
    n = len(re)
    out_re, out_im = [0.0] * n, [0.0] * n
    for k in range(n):
        sr = si = 0.0
        for t in range(n):
            angle = 2 * math.pi * t * k / n
            sr += re[t] * math.cos(angle) + im[t] * math.sin(angle)
            si += -re[t] * math.sin(angle) + im[t] * math.cos(angle)
        out_re[k], out_im[k] = sr, si
    return out_re, out_im


def fft(x):
    n = len(x)
    if n == 1:
        return x
    even, odd = fft(x[0::2]), fft(x[1::2])
    out = [0j] * n
    for k in range(n // 2):
        w = complex(math.cos(2 * math.pi * k / n), -math.sin(2 * math.pi * k / n)) * odd[k]
        out[k] = even[k] + w
        out[k + n // 2] = even[k] - w
    return out


n = 256
re = [math.sin(0.3 * t) + (t % 5) / 5 for t in range(n)]
im = [0.0] * n
r, i = dft(re, im)
f = fft([complex(a, b) for a, b in zip(re, im)])
worst = 0.0
for k in range(n):
    worst = max(worst, abs(f[k] - complex(r[k], i[k])))
print(repr(r[1]), repr(i[7]), worst < 1e-9, repr(f[12]))
