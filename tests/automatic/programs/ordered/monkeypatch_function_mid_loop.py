def kernel(x):
    return sum((x * k) % 11 for k in range(2400))


def fast_kernel(x):
    return -x


results = []
for k in range(300):
    results.append(kernel(k))
    if k == 171:
        slow, kernel = kernel, fast_kernel
print(results[169:175], sum(results))
print(kernel(5), slow(5), kernel.__name__)
