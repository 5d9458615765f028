class State:
    def __init__(self, name):
        self.name = name


IDLE, BUSY = State("idle"), State("busy")


def observe(k):
    t = 0
    for j in range(3000):
        t = (t * 3 + j * k) % 311
    return IDLE if t % 3 else BUSY


states = [observe(k) for k in range(150)]
idle = sum(1 for s in states if s is IDLE)
switches = sum(1 for a, b in zip(states, states[1:]) if a is not b)
print(idle, switches, states.index(BUSY), states.count(IDLE))
lookup = {IDLE: "i", BUSY: "b"}
print("".join(lookup.get(s, "?") for s in states)[:60])
