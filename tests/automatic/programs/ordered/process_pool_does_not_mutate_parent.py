import multiprocessing

counter = {"n": 0}
rows = [[k] for k in range(40)]


def job(row):
    counter["n"] += 1
    t = row[0]
    for j in range(3000):
        t = (t * 3 + j) % 311
    row.append(t)
    return row


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        out = pool.map(job, rows)
    print(counter, rows[3], out[3])
    print(out[3] is rows[3], sum(map(len, rows)), sum(map(len, out)))
    local = list(map(job, rows))
    print(counter, rows[3], local[3] is rows[3])
