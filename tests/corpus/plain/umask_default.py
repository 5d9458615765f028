import os

open("made.txt", "w").close()
os.mkdir("made")
print(oct(os.stat("made.txt").st_mode), oct(os.stat("made").st_mode))
