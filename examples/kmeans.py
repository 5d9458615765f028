"""Find clusters of points with k-means, for several numbers of clusters, and choose one by the elbow.

K-means may get stuck in a poor arrangement, so every k gets several starts and the best one counts.
Prints the error for every k and a map of the clusters, writes clusters.csv.

    python3 examples/kmeans.py
    ./runsurge run examples/kmeans.py --input examples/data/points.csv
"""
import csv
import os
import random
import sys

KS = range(2, 11)
STARTS = 5
MAX_ROUNDS = 40


def find_input(name):
    """The file named on the command line, else `name` here, else `name` in data/ next to this script."""
    if len(sys.argv) > 1:
        return sys.argv[1]
    if os.path.exists(name):
        return name
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", name)


def read_points(path):
    with open(path, newline="") as file:
        return [(float(row["x"]), float(row["y"])) for row in csv.DictReader(file)]


def squared_distance(p, q):
    return (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2


def nearest(point, centres):
    """The number of the centre that is closest to the point."""
    best, best_distance = 0, squared_distance(point, centres[0])
    for number, centre in enumerate(centres):
        distance = squared_distance(point, centre)
        if distance < best_distance:
            best, best_distance = number, distance
    return best


def first_centres(points, k, start):
    """Spread the first centres out: each next one is likely to be far from those before (k-means++)."""
    generator = random.Random(100 * k + start)
    centres = [generator.choice(points)]
    while len(centres) < k:
        gaps = [min(squared_distance(point, centre) for centre in centres) for point in points]
        centres.append(generator.choices(points, weights=gaps)[0])
    return centres


def mean_of(members):
    return (sum(x for x, _ in members) / len(members), sum(y for _, y in members) / len(members))


def cluster(points, k, start):
    """Assign points to centres and move the centres, until nothing moves any more."""
    centres = first_centres(points, k, start)
    for rounds in range(1, MAX_ROUNDS + 1):
        owners = [nearest(point, centres) for point in points]
        groups = [[] for _ in centres]
        for point, owner in zip(points, owners):
            groups[owner].append(point)
        moved = [mean_of(group) if group else centre for group, centre in zip(groups, centres)]
        if moved == centres:
            break
        centres = moved
    error = sum(squared_distance(point, centres[owner]) for point, owner in zip(points, owners))
    return {"k": k, "centres": centres, "owners": owners, "error": error, "rounds": rounds}


def best_attempt(attempts, k):
    return min((attempt for attempt in attempts if attempt["k"] == k), key=lambda attempt: attempt["error"])


def choose(results):
    """The elbow: the last k that still lowers the error by more than a quarter."""
    chosen = results[0]
    for before, after in zip(results, results[1:]):
        if after["error"] < 0.75 * before["error"]:
            chosen = after
    return chosen


def draw_map(points, owners, columns=76, lines=28):
    """The points as letters on a grid, one letter for each cluster."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    grid = [[" "] * columns for _ in range(lines)]
    for (x, y), owner in zip(points, owners):
        column = int((x - left) / (right - left) * (columns - 1))
        line = int((high - y) / (high - low) * (lines - 1))
        grid[line][column] = chr(ord("a") + owner)
    return "\n".join("".join(row).rstrip() for row in grid)


def main():
    points = read_points(find_input("points.csv"))
    attempts = [cluster(points, k, start) for k in KS for start in range(STARTS)]
    results = [best_attempt(attempts, k) for k in KS]

    print(f"{len(points):,} points\n\n  k   rounds        error")
    worst = results[0]["error"]
    for result in results:
        bar = "#" * round(40 * result["error"] / worst)
        print(f"{result['k']:>3}   {result['rounds']:>6}  {result['error']:>11.1f}  {bar}")

    best = choose(results)
    print(f"\nThe elbow is at k = {best['k']}:\n\n{draw_map(points, best['owners'])}\n")
    for number, (x, y) in enumerate(best["centres"]):
        size = best["owners"].count(number)
        print(f"  {chr(ord('a') + number)}: {size:>4} points around ({x:.2f}, {y:.2f})")

    with open("clusters.csv", "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["x", "y", "cluster"])
        for (x, y), owner in zip(points, best["owners"]):
            writer.writerow([x, y, owner])


if __name__ == "__main__":
    main()
