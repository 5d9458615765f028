def work(k):
    t = k
    for j in range(2400):
        t = (t * 7 + j) % 307
    return t


slots = [0] * 100
for k in range(150):
    slots[work(k) % 100] = k
print(slots[:20])
for k in range(100):
    slots[-k] = work(k) + slots[k] % 3
print(slots[:6], sum(slots))
done = 0
try:
    for k in range(60, 160):
        slots[k] = work(k)
        done += 1
except IndexError as e:
    print(e, k, done)
print(sum(slots), slots[-1])
