print("nothing asked")
