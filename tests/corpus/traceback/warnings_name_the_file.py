import warnings

warnings.warn("a user warning")
warnings.warn("deprecated in main", DeprecationWarning)
warnings.warn("resource", ResourceWarning)
for _ in range(3):
    warnings.warn("only once per place")


def old():
    warnings.warn("names the caller", FutureWarning, stacklevel=2)


old()
