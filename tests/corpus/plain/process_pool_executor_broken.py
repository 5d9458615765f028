import concurrent.futures
import os


def die(n):
    os._exit(1)


if __name__ == "__main__":
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        try:
            pool.submit(die, 1).result()
        except concurrent.futures.process.BrokenProcessPool as error:
            print("BrokenProcessPool")
