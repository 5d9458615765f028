import sys

ours = {"json", "ast", "pickle", "socket", "threading", "struct", "asyncio", "random", "re", "typing", "logging",
        "multiprocessing", "subprocess", "selectors", "inspect", "traceback", "linecache", "tokenize"}
print(sorted(ours & set(sys.modules)))
