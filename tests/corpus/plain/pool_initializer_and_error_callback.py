import multiprocessing

factor = None


def prepare(value):
    global factor
    factor = value


def times(n):
    return n * factor


def report(error):
    print("callback:", type(error).__name__)


if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2, prepare, (7,)) as pool:
        bad = pool.apply_async(times, ([], 1), error_callback=report)
        bad.wait()
        print(pool.apply_async(times, (6,)).get(), factor)
