"""Blur a picture and find its edges (Gaussian blur and Sobel operator), in plain Python.

Reads a PPM picture (P3 or P6), writes blurred.ppm and edges.ppm, prints a small preview of the edges.

    python3 examples/image_filter.py
    ./runsurge run examples/image_filter.py --input examples/data/landscape.ppm
"""
import math
import os
import sys

SOFT_RADIUS = 6  # of the blurred picture
NOISE_RADIUS = 2  # just enough to keep specks out of the edges


def find_input(name):
    """The file named on the command line, else `name` here, else `name` in data/ next to this script."""
    if len(sys.argv) > 1:
        return sys.argv[1]
    if os.path.exists(name):
        return name
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", name)


def read_header(data):
    """The first four words of a PPM file (kind, width, height, maximum) and where the pixels begin."""
    words, word, position, in_comment = [], b"", 0, False
    while len(words) < 4:
        byte = data[position:position + 1]
        position += 1
        if in_comment:
            in_comment = byte != b"\n"
        elif byte == b"#":
            in_comment = True
        elif not byte.isspace():
            word += byte
        elif word:
            words.append(word)
            word = b""
    return words[0], int(words[1]), int(words[2]), position


def read_ppm(path):
    """The picture as a list of rows, each a list of (red, green, blue)."""
    with open(path, "rb") as file:
        data = file.read()
    kind, width, height, start = read_header(data)
    values = list(data[start:]) if kind == b"P6" else [int(word) for word in data[start:].split()]
    pixels = list(zip(values[0::3], values[1::3], values[2::3]))
    return [pixels[y * width:(y + 1) * width] for y in range(height)]


def write_ppm(path, rows):
    with open(path, "wb") as file:
        file.write(b"P6\n%d %d\n255\n" % (len(rows[0]), len(rows)))
        for row in rows:
            file.write(bytes(value for pixel in row for value in pixel))


def gaussian_weights(radius):
    """The weights of the neighbours at (dx, dy); they add up to one."""
    sigma = radius / 2
    offsets = range(-radius, radius + 1)
    bell = [(dx, dy, math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma))) for dy in offsets for dx in offsets]
    total = sum(weight for _, _, weight in bell)
    return [(dx, dy, weight / total) for dx, dy, weight in bell]


def clamp(value, top):
    return min(max(value, 0), top)


def blur_row(rows, y, weights):
    """Row y of the blurred picture: every pixel is the weighted mean of its neighbours."""
    right, bottom = len(rows[0]) - 1, len(rows) - 1
    blurred = []
    for x in range(right + 1):
        red = green = blue = 0.0
        for dx, dy, weight in weights:
            pixel = rows[clamp(y + dy, bottom)][clamp(x + dx, right)]
            red += weight * pixel[0]
            green += weight * pixel[1]
            blue += weight * pixel[2]
        blurred.append((round(red), round(green), round(blue)))
    return blurred


def brightness(pixel):
    return 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]


def edge_row(grey, y):
    """Row y of the edge picture: how steeply the brightness changes there, 0 to 255."""
    right, bottom = len(grey[0]) - 1, len(grey) - 1
    above, here, below = grey[clamp(y - 1, bottom)], grey[y], grey[clamp(y + 1, bottom)]
    edges = []
    for x in range(right + 1):
        west, east = clamp(x - 1, right), clamp(x + 1, right)
        across = above[east] + 2 * here[east] + below[east] - above[west] - 2 * here[west] - below[west]
        down = below[west] + 2 * below[x] + below[east] - above[west] - 2 * above[x] - above[east]
        edges.append(min(255, round(math.hypot(across, down))))
    return edges


def preview(edges, columns=80, lines=30):
    """The edge picture in characters, dark to bright."""
    shades = " .:-=+*#%@"
    height, width = len(edges), len(edges[0])
    text = []
    for line in range(lines):
        row = edges[line * height // lines]
        text.append("".join(shades[min(9, row[column * width // columns] // 20)] for column in range(columns)))
    return "\n".join(line.rstrip() for line in text)


def main():
    rows = read_ppm(find_input("landscape.ppm"))
    soft, light = gaussian_weights(SOFT_RADIUS), gaussian_weights(NOISE_RADIUS)
    print(f"picture of {len(rows[0])} x {len(rows)} pixels, blurred over {len(soft)} neighbours\n")

    blurred = [blur_row(rows, y, soft) for y in range(len(rows))]
    cleaned = [blur_row(rows, y, light) for y in range(len(rows))]
    grey = [[brightness(pixel) for pixel in row] for row in cleaned]
    edges = [edge_row(grey, y) for y in range(len(grey))]

    write_ppm("blurred.ppm", blurred)
    write_ppm("edges.ppm", [[(value, value, value) for value in row] for row in edges])
    print(preview(edges))
    strong = sum(value > 100 for row in edges for value in row)
    print(f"\n{strong:,} pixels lie on a strong edge; see blurred.ppm and edges.ppm.")


if __name__ == "__main__":
    main()
