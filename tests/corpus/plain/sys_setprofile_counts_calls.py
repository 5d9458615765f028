import sys

calls = []
sys.setprofile(lambda frame, event, argument: calls.append((event, frame.f_code.co_name)))
[len(str(k)) for k in range(3)]
sys.setprofile(None)
print(calls)
