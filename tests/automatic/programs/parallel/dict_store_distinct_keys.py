from math import gcd

totient = {}
for n in range(1, 1400):
    count = 0
    for k in range(1, n + 1):
        if gcd(n, k) == 1:
            count += 1
    totient[n] = count
ratio = max(totient, key=lambda n: n / totient[n])
print(ratio, totient[ratio], sum(totient.values()))
print({n: totient[n] for n in (1, 2, 36, 97, 1000)})
print(list(totient)[:5], list(totient.values())[-3:])
