print("page one")

print("page two")
def f():
	return "tab"


print(f())
