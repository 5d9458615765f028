print("good line")
print("bad \ud83d half")
