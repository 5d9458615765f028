import gzip
import zipfile

data = b"some text that repeats " * 100
with open("text.gz", "wb") as raw, gzip.GzipFile("", "wb", mtime=0, fileobj=raw) as out:
    out.write(data)
with zipfile.ZipFile("all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr(zipfile.ZipInfo("inner.txt", (2020, 1, 2, 3, 4, 6)), data)
print(gzip.open("text.gz").read() == data, zipfile.ZipFile("all.zip").testzip())
