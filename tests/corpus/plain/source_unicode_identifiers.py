größe = 3
µ = 1
ﬁne = "ligature"
print(größe, fine, "ﬁne" in globals(), "fine" in globals(), ord([n for n in globals() if len(n) == 1][0]))
