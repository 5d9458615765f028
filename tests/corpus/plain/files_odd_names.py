import os

for name in ["two words.txt", "line\nbreak.txt", "tab\there", "quote'\"s", "back\\slash", "star*?", "#hash%20", "a" * 200, " lead", "trail ", "$HOME", "con", "a:b"]:
    with open(name, "w") as out:
        out.write(repr(name))
print(len(os.listdir(".")))
