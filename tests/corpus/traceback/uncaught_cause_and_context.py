def read(settings):
    try:
        return settings["missing"]
    except KeyError as error:
        raise ValueError("bad settings") from error


def start():
    try:
        read({})
    except ValueError:
        [].pop()


start()
