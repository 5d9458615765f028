def normalise(vec, out):
    s = sum(vec)
    for j in range(2400):
        s = (s * 3 + j) % 607
    out[0] = s
    vec[-1] = out[0] + vec[0]
    return vec[-1]


buf = [0, 0, 0]
vecs = [[k, k + 1, k + 2] for k in range(100)]
vecs[40] = vecs[10]
vecs[60] = buf
out = [normalise(v, buf) for v in vecs]
print(out[:3], out[40], out[60], out[61])
print(buf, vecs[10], vecs[40], vecs[60] is buf)
