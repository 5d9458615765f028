def make_counter():
    n = 0

    def tick(label):
        nonlocal n
        t = 0
        for k in range(2400):
            t = (t * 7 + k) % 613
        n += 1
        return f"{label}#{n}:{t}"

    def total():
        return n

    return tick, total


tick, total = make_counter()
tags = [tick("job") for _ in range(250)]
print(tags[0], tags[9], tags[-1])
print(total(), len(set(tags)))
