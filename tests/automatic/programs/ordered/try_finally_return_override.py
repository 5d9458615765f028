trace = []


def risky(k):
    t = 0
    for i in range(5):
        try:
            for j in range(750):
                t = (t * 3 + j + k) % 701
            if t % 5 == i:
                raise ValueError(t)
            if t % 7 == 0:
                continue
        except ValueError as e:
            trace.append(e.args[0])
            return "error"
        finally:
            trace.append((k, i))
            if len(trace) % 50 == 0:
                return "override"
            if t % 11 == 0:
                break
    return t


out = [risky(k) for k in range(150)]
print(out[:10], out.count("override"), out.count("error"))
print(len(trace), trace[:3], trace[-1])
