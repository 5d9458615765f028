import threading

results = [None] * 8


def work(k):
    results[k] = sum(range(k * 1000))


threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(results)
