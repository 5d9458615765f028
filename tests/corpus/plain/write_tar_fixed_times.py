import io
import tarfile

with tarfile.open("all.tar", "w", format=tarfile.PAX_FORMAT) as archive:
    for name in ("a.txt", "grün.txt"):
        entry = tarfile.TarInfo(name)
        entry.size = 5
        archive.addfile(entry, io.BytesIO(b"hello"))
print(tarfile.open("all.tar").getnames())
