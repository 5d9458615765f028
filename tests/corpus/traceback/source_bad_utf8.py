print("never")
name = "Grüße"
