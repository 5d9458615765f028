grösse = {"länge": None}
print("日本語" + grösse["länge"] + "ende")
