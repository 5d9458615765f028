class Reason:
    def __str__(self):
        return "a reason of my own"


raise SystemExit(Reason())
