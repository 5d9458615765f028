class Broken:
    size = 3
    share = size / (size - 3)
