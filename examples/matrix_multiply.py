"""Multiply two matrices of whole numbers, kept in plain lists, and check the product.

The check (Freivalds) multiplies by a vector instead: A(Bv) must equal (AB)v.

    python3 examples/matrix_multiply.py [size]
    ./runsurge run examples/matrix_multiply.py
"""
import sys


def make_matrix(size, seed):
    """A square matrix of numbers from -50 to 50 that look random but depend on the seed only."""
    state = seed
    rows = []
    for _ in range(size):
        row = []
        for _ in range(size):
            state = (state * 1103515245 + 12345) % 2147483648
            row.append(state // 65536 % 101 - 50)
        rows.append(row)
    return rows


def transpose(matrix):
    return [list(column) for column in zip(*matrix)]


def dot(first, second):
    return sum(x * y for x, y in zip(first, second))


def multiply_row(row, columns):
    """One row of the product: the row times every column of the other matrix."""
    return [dot(row, column) for column in columns]


def times_vector(matrix, vector):
    return [dot(row, vector) for row in matrix]


def checksum(matrix):
    """One number that changes when any element changes or moves."""
    total = 0
    for row in matrix:
        for value in row:
            total = (total * 31 + value) % 1_000_000_007
    return total


def print_corner(matrix, size=6):
    for row in matrix[:size]:
        print("  " + "".join(f"{value:>9}" for value in row[:size]) + "  ...")
    print("  ...")


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    a = make_matrix(size, seed=1)
    b = make_matrix(size, seed=2)

    columns = transpose(b)
    product = [multiply_row(row, columns) for row in a]

    print(f"The product of two {size} x {size} matrices begins\n")
    print_corner(product)
    vector = [index % 7 - 3 for index in range(size)]
    agrees = times_vector(a, times_vector(b, vector)) == times_vector(product, vector)
    trace = sum(product[index][index] for index in range(size))
    print(f"\ntrace {trace:,}   checksum {checksum(product)}   check {'passed' if agrees else 'FAILED'}")


if __name__ == "__main__":
    main()
