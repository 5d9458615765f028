def make_integrator(f, n):
    h = 1.0 / n

    def integrate(a):
        total = 0.0
        for k in range(n):
            total += f(a, (k + 0.5) * h)
        return total * h

    return integrate


integrate = make_integrator(lambda a, x: a * x * x - x ** a if a < 9 else x, 600)
curve = [integrate(a / 10.0) for a in range(1, 120)]
print(len(curve), repr(curve[0]), repr(curve[-1]))
print(repr(sum(curve)))
