def work(k, salt):
    t = k
    for j in range(900):
        t = (t * 7 + j + salt) % 607
    return t


out = []
alias = out
for k in range(150):
    out.append(work(k, len(alias) % 3))
uniq = []
for k in range(200):
    v = work(k, 0) % 40
    if v not in uniq:
        uniq.append(v)
text = ""
for k in range(150):
    if len(text) < 90:
        text += chr(97 + work(k, len(text)) % 26)
print(out[:6], sum(out))
print(uniq[:12], len(uniq))
print(text)
