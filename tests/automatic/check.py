"""Runs programs under plain python3 and under the driver alone, and compares all that can be observed.

usage: check.py [--mode always] [-v] PROGRAM.py...
Prints a JSON line for each: {"name", "same", "spread", "why"}. Exit status 1 if any differs.
"""
import concurrent.futures, json, os, pathlib, subprocess, sys, tempfile

here = pathlib.Path(__file__).resolve().parent
args = sys.argv[1:]
mode = args[args.index("--mode") + 1] if "--mode" in args else "always"
verbose = "-v" in args
programs = [one for one in args if one.endswith(".py")]
stdin = "".join(f"{k}\n" for k in range(1, 21)).encode()
env = {**os.environ, "PYTHONHASHSEED": "0"}


def observe(command, cwd):
    try:
        done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, env=env, timeout=60)
    except subprocess.TimeoutExpired as error:
        subprocess.run(["pkill", "-f", str(cwd)])
        return {"exit": "no end", "stdout": error.stdout, "stderr": error.stderr, "files": {}}
    files = {
        str(p.relative_to(cwd)): p.read_bytes()
        for p in sorted(pathlib.Path(cwd).rglob("*")) if p.is_file() and "__pycache__" not in p.parts
    }
    return {"exit": done.returncode, "stdout": done.stdout, "stderr": done.stderr, "files": files}


def compare(path):
    script = pathlib.Path(path).resolve()
    with tempfile.TemporaryDirectory() as top:
        work, plan, decisions = (os.path.join(top, one) for one in ("work", "plan.json", "decisions.json"))

        def fresh():
            subprocess.run(["rm", "-rf", work], check=True)
            os.mkdir(work)
            pathlib.Path(work, script.name).write_bytes(script.read_bytes())

        fresh()
        want = observe([sys.executable, script.name], work)
        planned = subprocess.run(["node", str(here / "plan.mjs"), str(script)], capture_output=True, timeout=60)
        if planned.returncode:
            return {"name": script.stem, "same": False, "spread": 0, "why": planned.stderr.decode()[-600:]}
        pathlib.Path(plan).write_bytes(planned.stdout)
        fresh()
        got = observe([sys.executable, str(here / "local_driver.py"), plan, mode, decisions, script.name], work)
        try:
            said = json.loads(pathlib.Path(decisions).read_text())
        except OSError:
            said = []
    different = [key for key in want if want[key] != got[key]]
    why = "".join(f"\n  {key} want {str(want[key])[-800:]}\n  {key} got  {str(got[key])[-1200:]}" for key in different)
    answer = {
        "name": script.stem, "same": not different, "why": why,
        "spread": sum(one["decision"] == "spread" for one in said),
        "inPlaceItems": sum(one.get("inPlaceItems", 0) for one in said),
        "guards": sorted({one["guard"] for one in said if one["decision"] == "guard failed"}),
    }
    return answer


same = True
with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
    for answer in pool.map(compare, programs):
        same = same and answer["same"]
        print(json.dumps(answer) if not verbose else json.dumps(answer, indent=1).replace("\\n", "\n"), flush=True)
sys.exit(0 if same else 1)
