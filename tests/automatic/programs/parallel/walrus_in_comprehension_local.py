def score(n):
    t = n
    for k in range(300):
        t = (t * 48271 + k) % 2147483647
    return t % 1000


def main():
    high = [(n, s) for n in range(3000) if (s := score(n)) > 985]
    print(len(high), high[:5])
    return {n: s for n, s in high if not n % 2}


picked = main()
print(len(picked), list(picked.items())[:4])
