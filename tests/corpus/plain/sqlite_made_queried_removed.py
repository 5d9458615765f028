import os
import sqlite3

connection = sqlite3.connect("shop.db")
connection.execute("create table sale (item text, price real)")
connection.executemany("insert into sale values (?, ?)", [("apple", 0.5), ("pear", 0.75), ("apple", 0.55)])
connection.commit()
for row in connection.execute("select item, count(*), sum(price) from sale group by item order by item"):
    print(row)
with open("dump.sql", "w") as out:
    out.write("\n".join(connection.iterdump()))
connection.close()
os.remove("shop.db")
