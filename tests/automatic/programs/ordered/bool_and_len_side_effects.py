class Bucket:
    checks = 0

    def __init__(self, items):
        self.items = items

    def __bool__(self):
        Bucket.checks += 1
        return bool(self.items) and Bucket.checks % 3 != 0


def build(k):
    return Bucket([j for j in range(1600) if (j * k) % 7 == k % 5])


buckets = [build(k) for k in range(200)]
kept = [len(b.items) for b in buckets if b]
print(len(kept), sum(kept), Bucket.checks)
print(any(b for b in buckets), all(buckets), Bucket.checks)
print([not b for b in buckets[:6]], Bucket.checks)
