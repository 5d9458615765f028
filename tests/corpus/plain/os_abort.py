import os
import resource

resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
print("before", flush=True)
print("lost")
os.abort()
