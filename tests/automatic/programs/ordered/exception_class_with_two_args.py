class Rejected(Exception):
    def __init__(self, code, detail):
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def validate(k):
    t = k
    for j in range(3000):
        t = (t * 7 + j) % 301
    if t % 40 == 7:
        raise Rejected(t, {"item": k})
    return t


ok, rejected = 0, []
for k in range(200):
    try:
        ok += validate(k)
    except Rejected as e:
        rejected.append((e.code, e.detail["item"], str(e)))
print(ok, rejected[:4], len(rejected))
print([validate(k) for k in range(200)][:3])
