def gain(k):
    t = k
    for j in range(2700):
        t = (t * 17 + j) % 251
    return t


balance = 1000
history = []
for k in range(2000):
    g = gain(k)
    balance += g - 130 if balance > 500 else 140 - g
    history.append(balance)
    if balance > 1500 or balance < 200 or len(history) > 350:
        break
print(k, g, balance, len(history))
print(history[:5], max(history), min(history))
