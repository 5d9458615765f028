import sys

sys.stdout.reconfigure(encoding="latin-1", newline="\r\n")
print("Äpfel und Öl")
print("second line")
