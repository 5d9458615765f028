import os

os.mkdir("many")
for k in range(1000):
    with open(f"many/{k:04}.txt", "w") as out:
        out.write(str(k * k))
print(len(os.listdir("many")))
