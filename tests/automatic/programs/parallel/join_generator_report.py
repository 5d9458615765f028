def bar(value):
    h = value
    for _ in range(1200):
        h = (h * 31 + 7) % 9973
    return "#" * (h % 30)


names = ["row-%02d" % k for k in range(120)]
text = "\n".join(f"{name:>8} |{bar(i):<30}| {len(bar(i)):3d}" for i, name in enumerate(names))
print(text)
print(len(text), text.count("#"))
