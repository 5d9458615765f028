import concurrent.futures

with concurrent.futures.ThreadPoolExecutor(3) as pool:
    futures = {pool.submit(pow, 2, n): n for n in range(6)}
    print(sorted((futures[done], done.result()) for done in concurrent.futures.as_completed(futures)))
