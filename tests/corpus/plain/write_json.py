import json

value = {"b": [1, 2.50, None, True], "a": {"ü": "日本", "nan": float("nan")}, 3: "int key"}
with open("value.json", "w") as out:
    json.dump(value, out, indent=1, sort_keys=False)
print(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
