from concurrent.futures import ProcessPoolExecutor, as_completed


def order_of(a, p):
    x, k = a % p, 1
    while x != 1:
        x = x * a % p
        k += 1
    return k


if __name__ == "__main__":
    p = 10007
    table = {}
    with ProcessPoolExecutor(2) as ex:
        pending = {ex.submit(order_of, a, p): a for a in range(2, 60)}
        for fut in as_completed(pending):
            table[pending[fut]] = fut.result()
    for a in sorted(table)[:10]:
        print(a, table[a])
    print([a for a in sorted(table) if table[a] == p - 1][:5], len(table))
