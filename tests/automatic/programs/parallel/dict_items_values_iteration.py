inventory = {"part-%03d" % k: {"qty": (k * 17) % 23, "cost": (k * 29 % 97) / 4, "uses": list(range(k % 9))} for k in range(400)}


def reorder_point(rec):
    level = rec["cost"]
    for day in range(250):
        level = (level * 1.01 + rec["qty"] - (day % 7)) % 300.0
    return round(level + len(rec["uses"]), 4)


points = {name: reorder_point(rec) for name, rec in inventory.items()}
total = sum(reorder_point(rec) for rec in inventory.values())
low = [k for k in inventory.keys() if points[k] < 20]
print(list(points.items())[:4])
print(repr(total), len(low), low[:5])
