# Automatic mode, the Python side: the driver runs the script and hands out what the plan proved
# independent; executors compute it. Without dependencies, for CPython from 3.9 on.
