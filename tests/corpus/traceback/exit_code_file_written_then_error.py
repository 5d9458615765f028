with open("result.txt", "w") as out:
    for k in range(10):
        out.write(f"{10 // (7 - k)}\n")
