import threading

main = threading.main_thread()
print(main.name, main is threading.current_thread(), main.daemon, main.ident == threading.get_ident())
print([thread.name for thread in threading.enumerate()])
print(threading.Thread(target=print).name)
