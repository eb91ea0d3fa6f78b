# Behind median.awk. Reads "connections journal gateways rate p50 cpu brokers busy failed" lines, one per measurement, and prints medians, ratios to
# one gateway with its journal on disk, and what limits each. Exits 1 when calls failed.
{
  at = $1 SUBSEP $2 SUBSEP $3
  if (!(at in n)) order[++lines] = at
  i = ++n[at]
  rate[at, i] = $4; p50[at, i] = $5 / 1000; cpu[at, i] = $6; brokers[at, i] = $7; busy[at, i] = $8
  failed += $9
}

function limit(at) {
  return median(busy, at) >= 0.9 ? "the processors" : "waiting for what is on the way"
}

END {
  printf "%-8s %-5s %5s %9s %6s %9s %6s %9s %6s %9s %5s  %s\n", "journal", "gate-", "conn", "calls/s", "/disk", "+p50 ms", "/disk",
    "cpu us", "/disk", "brokers", "busy", "limited by"
  for (l = 1; l <= lines; l++) {
    at = order[l]
    split(at, part, SUBSEP)
    if (part[2] == "direct") continue
    direct = median(p50, part[1] SUBSEP "direct" SUBSEP 0)
    base = part[1] SUBSEP "disk" SUBSEP 1
    added = median(p50, at) - direct
    printf "%-8s %-5s %5d %9.0f %6.2f %9.2f %6.2f %9.0f %6.2f %9.0f %4.0f%%  %s\n", part[2], part[3], part[1], median(rate, at),
      median(rate, at) / median(rate, base), added, added / (median(p50, base) - direct), median(cpu, at),
      median(cpu, at) / median(cpu, base), median(brokers, at), 100 * median(busy, at), limit(at)
  }
  if (failed > 0) {
    printf "%d calls failed\n", failed
    exit 1
  }
}
