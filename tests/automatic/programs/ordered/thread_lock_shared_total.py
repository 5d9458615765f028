import threading

lock = threading.Lock()
total = 0
order = []


def add(k):
    global total
    t = sum((k * j) % 23 for j in range(7500))
    with lock:
        total += t
        order.append(k)


threads = []
for k in range(40):
    th = threading.Thread(target=add, args=(k,), name="adder-%d" % k)
    threads.append(th)
    th.start()
    th.join()
print(total, order[:5], len(order), threading.active_count())
print([t.name for t in threads[:2]], threading.current_thread().name)
