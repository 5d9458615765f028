def fingerprint(n):
    s = n
    for k in range(400):
        s = (s * s + k) % 65537
    return s


last_owner = {}
first_owner = {}
for n in range(1500):
    f = fingerprint(n) % 97
    last_owner[f] = n
    first_owner.setdefault(f, n)
print(list(last_owner.items())[:12])
print(list(first_owner.items())[:12])
print(len(last_owner), sum(last_owner.values()) - sum(first_owner.values()))
