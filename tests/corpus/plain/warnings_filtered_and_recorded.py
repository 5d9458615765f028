import warnings

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    warnings.warn("one")
    warnings.warn("two", DeprecationWarning)
print([(str(w.message), w.category.__name__, w.lineno) for w in seen])
warnings.showwarning = lambda message, category, filename, lineno, file=None, line=None: print("shown:", message, lineno)
warnings.warn("three")
warnings.formatwarning = lambda message, *rest: f"formatted: {message}\n"
