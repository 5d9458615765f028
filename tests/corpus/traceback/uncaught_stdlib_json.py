import json

print(json.loads('{"a": [1, 2], "b": }'))
