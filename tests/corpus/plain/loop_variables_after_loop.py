for k in range(4):
    square = k * k
print(k, square)
for k in []:
    pass
else:
    print("else branch", k)
values = [k * 2 for k in range(3)]
print(k, values)
while k:
    k -= 1
else:
    print("while else", k)
