"""Draw the Mandelbrot set: writes mandelbrot.pgm (a grey picture) and prints it in characters.

    python3 examples/mandelbrot.py [width]
    ./runsurge run examples/mandelbrot.py
"""
import sys

LEFT, RIGHT = -2.2, 0.8
LOW, HIGH = -1.2, 1.2
MAX_STEPS = 250


def steps_to_escape(x, y):
    """How many steps of z -> z*z + c it takes until z is surely on its way to infinity."""
    c = complex(x, y)
    z = 0j
    for step in range(MAX_STEPS):
        if z.real * z.real + z.imag * z.imag > 4.0:
            return step
        z = z * z + c
    return MAX_STEPS


def draw_row(row, width, height):
    """The grey values of one row of the picture; points of the set itself are black."""
    y = HIGH - (HIGH - LOW) * row / (height - 1)
    greys = []
    for column in range(width):
        steps = steps_to_escape(LEFT + (RIGHT - LEFT) * column / (width - 1), y)
        greys.append(0 if steps == MAX_STEPS else 255 - min(235, steps * 6))
    return greys


def write_pgm(path, rows):
    with open(path, "wb") as file:
        file.write(b"P5\n%d %d\n255\n" % (len(rows[0]), len(rows)))
        for row in rows:
            file.write(bytes(row))


def preview(rows, columns=78, lines=30):
    shades = "@%#*+=-:. "
    height, width = len(rows), len(rows[0])
    text = []
    for line in range(lines):
        row = rows[line * (height - 1) // (lines - 1)]
        text.append("".join(shades[row[column * width // columns] * 9 // 255] for column in range(columns)))
    return "\n".join(line.rstrip() for line in text)


def main():
    width = int(sys.argv[1]) if len(sys.argv) > 1 else 640
    height = width * 4 // 5
    rows = [draw_row(row, width, height) for row in range(height)]

    write_pgm("mandelbrot.pgm", rows)
    print(preview(rows))
    inside = sum(row.count(0) for row in rows)
    area = inside / (width * height) * (RIGHT - LEFT) * (HIGH - LOW)
    print(f"\n{width} x {height} pixels in mandelbrot.pgm; the set covers an area of about {area:.3f}.")


if __name__ == "__main__":
    main()
