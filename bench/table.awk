# Reads "workload load target calls seconds p50 p99 failed cpu cpu-settled" lines, one per
# measurement, and prints medians, ratios to nginx and the targets. Exits 1 when a target is missed, 2 when
# calls failed.
{
  at = $1 SUBSEP $2 SUBSEP $3
  if (!(at in n)) order[++lines] = at
  i = ++n[at]
  rate[at, i] = $4 / $5; p50[at, i] = $6 / 1000; p99[at, i] = $7 / 1000
  cpu[at, i] = $9 / $4; all[at, i] = $10 / $4
  failed += $8
}

function against(value, base) {
  return base > 0 && value > 0 ? sprintf("%.2f", value / base) : "-"
}

function column(value, base) {
  return value > 0 ? sprintf("%8.2f %6s", value, against(value, base)) : sprintf("%8s %6s", "-", "-")
}

function judge(what, value, unit, bound, holds) {
  printf "%-6s %s: %.2f%s (%s)\n", holds ? "met" : "MISSED", what, value, unit, bound
  if (!holds) missed = 1
}

END {
  printf "%-5s %4s %-9s %9s %6s %8s %6s %8s %6s %8s %6s %8s %6s\n", "", "conn", "", "calls/s", "/nginx",
    "p50 ms", "/nginx", "p99 ms", "/nginx", "cpu us", "/nginx", "+export", "/nginx"
  for (l = 1; l <= lines; l++) {
    at = order[l]
    split(at, part, SUBSEP)
    base = part[1] SUBSEP part[2] SUBSEP "nginx"
    r = median(rate, at)
    printf "%-5s %4s %-9s %9.0f %6s %s %s %s %s\n", part[1], part[2], part[3], r,
      against(r, median(rate, base)), column(median(p50, at), median(p50, base)),
      column(median(p99, at), median(p99, base)), column(median(cpu, at), median(cpu, base)),
      column(median(all, at), median(all, base))
  }
  print ""
  for (w = 1; w <= split("json sse", names, " "); w++) {
    for (c = 1; c <= split("32 256", loads, " "); c++) {
      ours = names[w] SUBSEP loads[c] SUBSEP "gateway"
      if (!(ours in n)) continue
      peer = names[w] SUBSEP loads[c] SUBSEP "peer"
      base = names[w] SUBSEP loads[c] SUBSEP "nginx"
      judge(names[w] ", " loads[c] " connections, rate to the peer's", median(rate, ours) / median(rate, peer), "",
        "more than 1", median(rate, ours) > median(rate, peer))
      judge(names[w] ", " loads[c] " connections, rate to nginx's", median(rate, ours) / median(rate, base), "",
        "at least 0.25", median(rate, ours) * 4 >= median(rate, base))
      judge(names[w] ", " loads[c] " connections, CPU per call to the peer's", median(cpu, ours) / median(cpu, peer), "",
        "at most 1.5", median(cpu, ours) <= 1.5 * median(cpu, peer))
    }
    quarter = names[w] SUBSEP "32/4" SUBSEP "gateway"
    if (quarter in n) {
      ratio = median(p99, quarter) / median(p99, names[w] SUBSEP "32/4" SUBSEP "peer")
      judge(names[w] ", a quarter of the load, p99 to the peer's", ratio, "", "at most 2", ratio <= 2)
    }
    one = names[w] SUBSEP 1 SUBSEP "gateway"
    if (one in n) {
      added = median(p50, one) - median(p50, names[w] SUBSEP 1 SUBSEP "direct")
      judge(names[w] ", 1 connection, added p50", added, " ms", "below 1.5 ms", added < 1.5)
    }
  }
  sealed = "json" SUBSEP 32 SUBSEP "sealed"
  if (sealed in n) {
    ratio = median(rate, sealed) / median(rate, "json" SUBSEP 32 SUBSEP "gateway")
    judge("json, 32 connections, rate with content encrypted to that without", ratio, "", "at least 0.6", ratio >= 0.6)
  }
  metered = "json" SUBSEP "paired" SUBSEP "metered"
  if (metered in n) {
    base = "json" SUBSEP "paired" SUBSEP "unmetered"
    for (i = 1; i <= n[metered]; i++) {
      pairs["rate", i] = rate[metered, i] / rate[base, i]
      pairs["cpu", i] = cpu[metered, i] / cpu[base, i]
    }
    n["rate"] = n["cpu"] = n[metered]
    ratio = median(pairs, "rate")
    judge("json, 32 connections, rate with limits and prices to that without", ratio, "", "at least 0.95", ratio >= 0.95)
    ratio = median(pairs, "cpu")
    judge("json, 32 connections, CPU per call with limits and prices to that without", ratio, "", "at most 1.05", ratio <= 1.05)
  }
  if (failed > 0) {
    printf "%d calls failed\n", failed
    exit 2
  }
  exit missed
}
