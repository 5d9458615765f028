with open("sparse.bin", "wb") as file:
    file.seek(3_000_000)
    file.write(b"x")
import os

print(os.path.getsize("sparse.bin"))
