import copy

template = {"w": [0, 0], "meta": ["base"]}


def run(k, cfg):
    t = 0
    for j in range(3600):
        t = (t * 3 + j * k) % 307
    cfg["w"][k % 2] += t
    cfg["meta"] = cfg["meta"] + [k]
    return cfg["w"][0] - cfg["w"][1]


shallow = [run(k, copy.copy(template)) for k in range(90)]
print(shallow[:4], shallow[-1], template)
deep = [run(k, copy.deepcopy(template)) for k in range(90)]
print(deep[:4], deep[-1], template)
pair = copy.copy([template, template])
print(pair[0] is template, copy.deepcopy(pair)[0] is copy.deepcopy(pair)[1], [d is e for d, e in [copy.deepcopy(pair)]])
