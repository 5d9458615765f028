import contextvars

name = contextvars.ContextVar("name", default="nobody")


def change():
    name.set("inside")
    return name.get()


copy = contextvars.copy_context()
print(copy.run(change), name.get(), copy[name])
token = name.set("outside")
print(name.get())
name.reset(token)
print(name.get())
