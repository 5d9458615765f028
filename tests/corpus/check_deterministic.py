"""Check that every program of this corpus behaves the same in two runs with plain CPython.

    python3 tests/corpus/check_deterministic.py [--python COMMAND]... [NAME]...

Each program is copied alone into a fresh temporary directory and run there with PYTHONHASHSEED=0
as the only PYTHON variable (PYTHONUNBUFFERED would hide every test of buffering) and the lines 1 to
20 as standard input, twice, in directories whose names differ in length. Output, exit status and
what is left in the directory are compared, and the time is limited. In traceback/ the directory's name
is replaced first, in plain/ it must not appear at all. Python's own __pycache__ is not compared.

A NAME selects programs whose file name contains it. Default interpreters: python3, /usr/bin/python3.
"""
import argparse
import concurrent.futures
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
STDIN = "".join(f"{number}\n" for number in range(1, 21)).encode()
TIME_LIMIT_S = 2.0


def plain_environment(directory):
    """This process's environment without settings that would change how Python behaves."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONHASHSEED": "0", "PWD": str(directory)}


def describe_entry(path):
    """What can be observed of one file, directory or link."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return ("link", os.readlink(path))
    if stat.S_ISDIR(mode):
        return ("directory", oct(mode))
    if stat.S_ISREG(mode):
        return ("file", oct(mode), path.read_bytes())
    return ("special", oct(mode))


def files_below(directory):
    """Every entry below the directory by its name in bytes, as names need not be valid UTF-8."""
    found = {}
    for folder, folders, files in os.walk(os.fsencode(directory)):
        folders[:] = [name for name in folders if name != b"__pycache__"]
        for name in folders + files:
            path = pathlib.Path(os.fsdecode(os.path.join(folder, name)))
            found[os.fsencode(path.relative_to(directory))] = describe_entry(path)
    return found


def observe(python, program, prefix):
    """Run the program once in a directory of its own."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix=prefix)).resolve()
    try:
        shutil.copyfile(program, directory / program.name)
        started = time.monotonic()
        done = subprocess.run(
            [python, program.name], cwd=directory, env=plain_environment(directory),
            input=STDIN, capture_output=True, timeout=60,
        )
        return {
            "directory": os.fsencode(directory),
            "seconds": time.monotonic() - started,
            "exit": done.returncode,
            "stdout": done.stdout,
            "stderr": done.stderr,
            "files": files_below(directory),
        }
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def without_directory(run):
    replaced = dict(run)
    for stream in ("stdout", "stderr"):
        replaced[stream] = run[stream].replace(run["directory"], b"DIRECTORY")
    return replaced


def complaints(python, program):
    """What is wrong with the program under this interpreter; an empty list when nothing is."""
    try:
        runs = [observe(python, program, prefix) for prefix in ("a", "another-directory-")]
    except subprocess.TimeoutExpired:
        return ["no end in 60 s"]
    found = []
    if min(run["seconds"] for run in runs) > TIME_LIMIT_S:
        found.append(f"takes {min(run['seconds'] for run in runs):.1f} s")
    names_directory = any(run["directory"] in run["stdout"] + run["stderr"] for run in runs)
    if program.parent.name == "traceback":
        runs = [without_directory(run) for run in runs]
        if not names_directory:
            found.append("does not name its directory: belongs in plain/")
    elif names_directory:
        found.append("names its directory: belongs in traceback/")
    first, second = runs
    for aspect in ("exit", "stdout", "stderr", "files"):
        if first[aspect] != second[aspect]:
            found.append(f"{aspect} differs: {difference(first[aspect], second[aspect])}")
    return found


def difference(first, second):
    if isinstance(first, dict):
        names = [name for name in sorted({*first, *second}) if first.get(name) != second.get(name)]
        return f"{names[:5]}"
    if isinstance(first, bytes):
        at = next((i for i, (a, b) in enumerate(zip(first, second)) if a != b), min(len(first), len(second)))
        start = max(0, at - 40)
        return f"at byte {at}: {first[start:at + 60]!r} and {second[start:at + 60]!r}"
    return f"{first} and {second}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", action="append", help="an interpreter to check with")
    parser.add_argument("name", nargs="*", help="part of a program's file name")
    options = parser.parse_args()
    pythons = options.python or ["python3", "/usr/bin/python3"]
    programs = [program for folder in ("plain", "traceback") for program in sorted((HERE / folder).glob("*.py"))]
    if options.name:
        programs = [program for program in programs if any(name in program.name for name in options.name)]
    if not programs:
        sys.exit("no program found")

    pairs = [(python, program) for program in programs for python in pythons]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (python, program), found in zip(pairs, pool.map(lambda pair: complaints(*pair), pairs)):
            failed += bool(found)
            for complaint in found:
                print(f"{program.parent.name}/{program.name} under {python}: {complaint}")
    print(f"{len(pairs) - failed} of {len(pairs)} runs in order ({len(programs)} programs, {len(pythons)} interpreters)")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
