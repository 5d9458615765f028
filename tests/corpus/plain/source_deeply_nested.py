depth = 60
text = "(" * depth + "1" + ")" * depth
print(eval(text))
if 1:
    if 1:
        if 1:
            if 1:
                for a in [1]:
                    while a:
                        try:
                            with open("x", "w") as f:
                                def g():
                                    class H:
                                        y = [lambda: [z for z in range(a)]]
                                    return H
                                print(g().y[0]())
                        finally:
                            a -= 1
