class Job:
    pickled = 0

    def __init__(self, k):
        self.k = k
        self.cache = {"warm": k}

    def __getstate__(self):
        Job.pickled += 1
        return {"k": self.k}

    def __setstate__(self, state):
        self.k = state["k"] + 1000
        self.cache = {}

    def run(self):
        t = len(self.cache)
        for j in range(2400):
            t = (t * 3 + self.k + j) % 499
        return t, self.cache.get("warm", "cold")


jobs = [Job(k) for k in range(150)]
out = [j.run() for j in jobs]
print(out[:3], out[-1], Job.pickled)
print(max(jobs, key=lambda j: j.run()[0]).k, Job.pickled)
twins = [Job(k) for k in range(30)]
print([t.k for t in twins][-1], twins[4].cache)
