def calc(k):
    t = k
    for j in range(3900):
        t = (t * 3 + j) % 907
    return t


scratch = {}
for k in range(150):
    v = calc(k)
    if v % 3 == 0:
        temp = v
    if k % 10 == 9:
        try:
            print(k, temp)
            del temp
        except NameError as e:
            print(k, e)
    scratch[k] = v
del v, k
print("k" in globals(), "temp" in globals(), sum(scratch.values()))
try:
    print(v)
except NameError as e:
    print(e)
