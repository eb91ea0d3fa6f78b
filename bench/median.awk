# The median of values[at, 1] to values[at, n[at]].
function median(values, at,    i, j, k, m, sorted) {
  m = n[at]
  for (i = 1; i <= m; i++) {
    k = values[at, i]
    for (j = i - 1; j >= 1 && sorted[j] > k; j--) sorted[j + 1] = sorted[j]
    sorted[j + 1] = k
  }
  return m % 2 ? sorted[(m + 1) / 2] : (sorted[m / 2] + sorted[m / 2 + 1]) / 2
}
