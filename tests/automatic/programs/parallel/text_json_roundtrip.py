import json


def normalise(doc):
    obj = json.loads(doc)
    obj["tags"] = sorted(set(obj["tags"]))
    obj["depth"] = max((len(str(v)) for v in obj["nested"].values()), default=0)
    obj.pop("noise", None)
    return json.dumps(obj, sort_keys=True, separators=(",", ":"))


docs = [json.dumps({"id": k, "tags": ["t%d" % (k * j % 7) for j in range(12)], "noise": [k] * 20,
                    "nested": {"v%d" % j: [None, True, k / 3] * j for j in range(k % 6)}}) for k in range(2500)]
clean = [normalise(d) for d in docs]
print(clean[0])
print(clean[5])
print(sum(map(len, docs)), sum(map(len, clean)), len(set(clean)))
