import queue
import threading

jobs = queue.Queue()
done = queue.Queue()


def worker():
    while True:
        k = jobs.get()
        if k is None:
            break
        t = 0
        for j in range(7500):
            t = (t + k * j) % 307
        done.put((k, t))
        jobs.task_done()


th = threading.Thread(target=worker)
th.start()
for k in range(80):
    jobs.put(k)
jobs.join()
jobs.put(None)
th.join()
results = [done.get() for _ in range(80)]
print(results[:3], results[-1], jobs.qsize(), done.empty())
