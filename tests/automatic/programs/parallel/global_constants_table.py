import math

G = 6.674e-11
PLANETS = {
    "mercury": (3.30e23, 2.44e6), "venus": (4.87e24, 6.05e6), "earth": (5.97e24, 6.37e6), "mars": (6.42e23, 3.39e6),
    "jupiter": (1.898e27, 6.99e7), "saturn": (5.68e26, 5.82e7), "uranus": (8.68e25, 2.54e7), "neptune": (1.02e26, 2.46e7),
    "pluto": (1.30e22, 1.19e6), "moon": (7.35e22, 1.74e6),
}


def free_fall(name, height=1e5, dt=0.02):
    mass, radius = PLANETS[name]
    r, v, t = radius + height, 0.0, 0.0
    while r > radius and t < 300:
        v += G * mass / (r * r) * dt
        r -= v * dt
        t += dt
    return t, v


times = {name: free_fall(name) for name in PLANETS}
for name, (t, v) in sorted(times.items(), key=lambda kv: kv[1]):
    print(f"{name:<8}{t:10.3f}{v:14.6f}{math.log10(PLANETS[name][0]):8.3f}")
