def cost(n):
    t = n
    for k in range(2800):
        t = (t * 13 + k) % 211
    return t


queue = list(range(40))
order = []
for n in queue:
    c = cost(n)
    order.append(c)
    if c % 5 == 0 and len(queue) < 300:
        queue.append(c + 100)
    if c % 7 == 0:
        queue.remove(queue[0])
print(len(queue), order[:10], len(order))
print(queue[-5:])
