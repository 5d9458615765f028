import queue
import threading

jobs, done, lock, total = queue.Queue(), [], threading.Lock(), 0


def worker():
    global total
    while (job := jobs.get()) is not None:
        with lock:
            total += job
            done.append(job)


threads = [threading.Thread(target=worker) for _ in range(3)]
for thread in threads:
    thread.start()
for k in range(100):
    jobs.put(k)
for _ in threads:
    jobs.put(None)
for thread in threads:
    thread.join()
print(total, sorted(done) == list(range(100)))
