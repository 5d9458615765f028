import random

rng = random.Random(11)
ITEMS = [(rng.randint(1, 40), rng.randint(5, 90)) for _ in range(60)]


def fitness(genome):
    w = v = 0
    for g, (iw, iv) in zip(genome, ITEMS):
        if g:
            w += iw
            v += iv
    return v if w <= 500 else max(0, 500 - w)


population = [[rng.randint(0, 1) for _ in ITEMS] for _ in range(80)]
for generation in range(25):
    scores = [fitness(g) for g in population]
    ranked = [g for _, g in sorted(zip(scores, population), key=lambda t: -t[0])]
    parents = ranked[:30]
    population = parents[:5]
    while len(population) < 80:
        a, b = rng.sample(parents, 2)
        cut = rng.randrange(1, len(ITEMS))
        child = a[:cut] + b[cut:]
        child[rng.randrange(len(child))] ^= 1
        population.append(child)
    if generation % 6 == 0:
        print(generation, max(scores), sum(scores))
print(max(map(fitness, population)), rng.random())
