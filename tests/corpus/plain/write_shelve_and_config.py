import configparser
import glob
import os
import shelve

with shelve.open("store") as store:
    store["list"] = [1, 2, 3]
with shelve.open("store") as store:
    print(store["list"])
for path in glob.glob("store*"):
    os.remove(path)
config = configparser.ConfigParser()
config["section"] = {"key": "value"}
with open("settings.ini", "w") as out:
    config.write(out)
