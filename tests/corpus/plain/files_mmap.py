import mmap

with open("mapped.bin", "w+b") as file:
    file.truncate(100)
    with mmap.mmap(file.fileno(), 100) as memory:
        memory[10:15] = b"hello"
        print(memory.find(b"hello"))
