from functools import cached_property

computed = []


class Grid:
    def __init__(self, n):
        self.n = n

    @cached_property
    def weights(self):
        computed.append(self.n)
        return [sum((k * j) % 7 for j in range(60)) + len(computed) for k in range(self.n)]

    def total(self, k):
        return sum(self.weights) + k


grids = [Grid(k % 9 + 1) for k in range(60)]
totals = [grids[k * 7 % 60].total(k) for k in range(800)]
print(totals[:5], totals[-1])
print(len(computed), computed[:6], "weights" in vars(grids[3]))
grids[3].weights.append(1000)
print(grids[3].total(0), len(grids[3].weights))
