# Sourced by ./runsurge and scripts/test: `setup ROOT` brings node_modules and the build up to date.
# Safe when several start at once; quick when nothing is to do (one `find` over the sources).

fail() {
  printf 'runsurge: %s\n' "$1" >&2
  [ $# -lt 2 ] || printf '          %s\n' "$2" >&2
  exit 4
}

tell() {
  if [ -t 2 ]; then printf 'runsurge: %s\n' "$1" >&2; fi
}

check_node() {
  command -v node >/dev/null 2>&1 || fail 'Node.js is not installed' 'install Node.js 20.19 or later (https://nodejs.org)'
  case $(node --version) in
    v[0-9].* | v1[0-9].* | v20.[0-9].* | v20.1[0-8].*) fail "Node.js $(node --version) is too old" 'install 20.19 or later' ;;
  esac
}

# What the build was made from must not be newer than its stamp.
is_current() {
  [ -f "$1/.runsurge/built" ] && [ -f "$1/packages/cli/dist/main.js" ] && [ -d "$1/node_modules" ] &&
    [ -z "$(find "$1/package-lock.json" "$1/tsconfig.json" "$1/tsconfig.base.json" "$1/packages" \
      \( -name node_modules -o -name dist -o -name python \) -prune -o \
      -type f \( -name '*.ts' -o -name '*.json' -o -name '*.sql' \) -newer "$1/.runsurge/built" -print 2>/dev/null | head -n 1)" ]
}

# A lock that a dead process left behind is taken over.
lock() {
  waited=0
  until mkdir "$1" 2>/dev/null; do
    [ -d "$1" ] || fail "cannot write to $(dirname "$1")" 'install and build as its owner first: ./runsurge --version'
    owner=$(cat "$1/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$1"; continue; fi
    [ $waited -gt 0 ] || tell 'another process is installing, waiting for it'
    waited=$((waited + 1))
    [ $waited -lt 600 ] || fail "waited ten minutes for $1" 'if nothing else is installing, remove that directory'
    sleep 1
  done
  echo $$ >"$1/pid"
}

# Runs a step quietly; shows what it said only if it fails.
step() {
  log=$1
  what=$2
  shift 2
  tell "$what"
  if ! "$@" >"$log" 2>&1; then
    tail -n 25 "$log" >&2
    rm -rf "$lock_dir"
    fail "that failed: $what" "the whole output is in $log"
  fi
}

setup() {
  is_current "$1" && return 0
  check_node
  mkdir -p "$1/.runsurge" 2>/dev/null || fail "cannot write to $1" 'make it writable, or copy it to a place of your own'
  lock_dir=$1/.runsurge/setup.lock
  lock "$lock_dir"
  trap 'rm -rf "$lock_dir"' EXIT
  trap 'exit 130' INT TERM
  if ! is_current "$1"; then
    if ! cmp -s "$1/package-lock.json" "$1/.runsurge/installed"; then
      step "$1/.runsurge/install.log" 'installing libraries (first time, or they changed)' \
        npm ci --prefix "$1" --ignore-scripts --include=dev --no-audit --no-fund --loglevel=error
      cp "$1/package-lock.json" "$1/.runsurge/installed"
    fi
    # Touched before the build: a source that is saved while it runs counts as newer.
    touch "$1/.runsurge/building"
    step "$1/.runsurge/build.log" 'building' build "$1"
    mv "$1/.runsurge/building" "$1/.runsurge/built"
  fi
  rm -rf "$lock_dir"
  trap - EXIT INT TERM
}

build() {
  (cd "$1" && node_modules/.bin/tsc -b && node scripts/after-build.mjs)
}
