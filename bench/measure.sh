# What bench/run and bench/cluster measure with. Bash; sourced in the folder bench, behind lib.sh. DATA is the run's directory.

fail() {
  echo "bench: $*" >&2
  exit 2
}

await() { # what, seconds, command…
  local what=$1 until=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || fail "$what did not come up; see $DATA (--keep keeps it)"
    sleep 0.2
  done
}

end_all() { # process ids: asked first
  local pid
  for pid; do kill "$pid" 2>/dev/null || true; done
  for pid; do
    for _ in $(seq 150); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
  done
}

ready() { kill -0 "$1" && curl -fsS -m 2 "http://127.0.0.1:$2/actuator/health/readiness"; } # process, ops port

readonly HZ=$(getconf CLK_TCK)
cpu_of() { # process ids: prints their user and system time in microseconds
  local pid total=0 stat
  for pid; do
    stat=$(cat "/proc/$pid/stat")
    read -r -a stat <<<"${stat##*) }"
    total=$((total + (stat[11] + stat[12]) * (1000000 / HZ)))
  done
  echo "$total"
}

behind() { # ops port: events that are not exported or not indexed yet
  curl -fsS -m 5 "http://127.0.0.1:$1/actuator/prometheus" |
    awk '/^chirograph_(export|index)_lag_events/ {n += $NF} END {print int(n)}'
}
caught_up() { # ops port: waits three minutes at most
  local until=$((SECONDS + 180))
  while [ "$SECONDS" -lt "$until" ]; do
    sleep 1
    [ "$(behind "$1")" -gt 50 ] || return 0
  done
}

load() { # URL, key, workload, connections, seconds, milliseconds between two calls of a connection: prints calls, seconds, p50, p99, failures
  local threads=1 stream=0 out
  [ "$4" -ge 32 ] && threads=2
  [ "$3" = sse ] && stream=1
  out=$(BENCH_KEY=$2 BENCH_STREAM=$stream BENCH_DELAY=${6:-0} wrk -t"$threads" -c"$4" -d"$5" --timeout 20 -s call.lua "$1") ||
    fail "wrk failed: $out"
  awk '/^RESULT/ {print $2, $3, $4, $5, $6; found = 1} END {exit !found}' <<<"$out" || fail "wrk said: $out"
}
