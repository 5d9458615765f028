import warnings


def grade(k):
    t = k
    for j in range(3900):
        t = (t * 3 + j) % 89
    if t % 6 == 0:
        warnings.warn("grade %d" % t, UserWarning, stacklevel=2)
    return t


out = []
with warnings.catch_warnings():
    for k in range(150):
        if k == 70:
            warnings.simplefilter("error", UserWarning)
        try:
            out.append(grade(k))
        except UserWarning as w:
            out.append(str(w))
print(len(out), sum(isinstance(v, str) for v in out), [v for v in out if isinstance(v, str)][:3])
print(len(__warningregistry__) if "__warningregistry__" in globals() else None)
