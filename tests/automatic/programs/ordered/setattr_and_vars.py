class Config:
    pass


cfg = Config()


def tune(k):
    score = sum((k * j) % 19 for j in range(2400))
    setattr(cfg, "opt%d" % (k % 13), score)
    vars(cfg)["last"] = k
    return score + getattr(cfg, "opt%d" % ((k + 1) % 13), -1)


scores = [tune(k) for k in range(200)]
print(scores[:6], scores[-1])
print(list(vars(cfg).items())[:4], cfg.last, len(cfg.__dict__))
