def stream():
    try:
        for k in range(10):
            yield k
    finally:
        print("closed")


for k in stream():
    if k == 2:
        break
print("after the loop")
iterator = stream()
for k in iterator:
    if k == 1:
        break
print("not closed yet", next(iterator))
