def stream():
    try:
        yield 1
        yield 2
    finally:
        print("generator closed")


numbers = stream()
print(next(numbers))
print("end of script")
