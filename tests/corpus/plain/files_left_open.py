out = open("unclosed.txt", "w")
out.write("flushed when the interpreter ends\n")
print("not closed by the program")
