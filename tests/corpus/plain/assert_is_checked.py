try:
    assert 1 > 2, "one is not more"
except AssertionError as error:
    print("AssertionError:", error)
print(__debug__)
