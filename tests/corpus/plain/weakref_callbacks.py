import weakref


class Thing:
    pass


thing = Thing()
reference = weakref.ref(thing, lambda dead: print("callback"))
finalizer = weakref.finalize(thing, print, "finalized", 1)
print(reference() is thing, finalizer.alive)
del thing
print(reference(), finalizer.alive)
kept = Thing()
weakref.finalize(kept, print, "finalized at exit")
print("end")
