import os

for name in ["grün.txt", "日本.txt", "e\u0301.txt", "\u00e9.txt", "🦋.txt", "-dash", ".hidden", "Case", "case"]:
    with open(name, "w", encoding="utf-8") as out:
        out.write(name)
print(sorted(os.listdir(".")))
