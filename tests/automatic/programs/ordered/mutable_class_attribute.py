class Account:
    history = []
    fee = 1

    def __init__(self, owner):
        self.owner = owner

    def deposit(self, amount):
        t = amount
        for j in range(3000):
            t = (t * 7 + j) % 307
        self.history.append((self.owner, t))
        self.fee += t % 2
        return len(self.history)


accounts = [Account("u%d" % (k % 4)) for k in range(20)]
sizes = [accounts[k % 20].deposit(k) for k in range(200)]
print(sizes[:3], sizes[-1], Account.fee, [a.fee for a in accounts[:4]])
print(Account.history[57], accounts[0].history is accounts[1].history)
