# coding: latin-1
wort = "Größe"
raise ValueError(wort + " falsch")  # ärgerlich
