package io.chirograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each metric of ours has a line in docs/metrics.md, and whatever the page or an alert names exists.
class MetricsPageTest {
    private static final Pattern BUILT =
            Pattern.compile("(?:builder|[ (=]counter)\\(\\s*\"(chirograph\\.[a-z.]+[a-z])\"");
    /// The prefix of the meters that follow, or the name of one of them.
    private static final Pattern METERS = Pattern.compile(
            "Meters\\.of\\(\\w+, (?:\"([a-z.]+)\"|PREFIX)|\\.(?:gauge|flag|moment|counter)\\(\\s*\"([a-z.]+)\",");
    private static final Pattern PREFIX = Pattern.compile("PREFIX = \"([a-z.]+)\"");

    private static final Pattern EXPORTED = Pattern.compile("\\b(chirograph_[a-z_]+[a-z])\\b");
    private static final Pattern SUFFIX =
            Pattern.compile("(?:_(?:seconds|bytes|records|events|objects))?(?:_(?:total|count|sum|max|bucket))?$");

    @Test
    void everyMetricIsListed() {
        SortedSet<String> metrics = metrics();
        assertThat(metrics).contains("chirograph.journal.unconfirmed", "chirograph.gateway.calls");
        assertThat(Repository.firstCells("docs/metrics.md", "")).containsAll(metrics);
    }

    @Test
    void nothingIsListedThatIsNoMetric() {
        assertThat(metrics()).containsAll(Repository.firstCells("docs/metrics.md", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config/prometheus/alerts.yml", "config/grafana/chirograph.json"})
    void everyMetricThatAnAlertOrTheDashboardAsksForExists(String file) {
        Set<String> bases = metrics().stream().map(MetricsPageTest::base).collect(Collectors.toSet());
        List<String> asked = EXPORTED.matcher(Repository.text(file))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(asked).isNotEmpty();
        assertThat(asked.stream().filter(name -> !bases.contains(name) && !bases.contains(base(name))))
                .isEmpty();
    }

    /// A name without what Prometheus adds for unit and kind.
    private static String base(String name) {
        return SUFFIX.matcher(name.replace('.', '_')).replaceFirst("");
    }

    private static SortedSet<String> metrics() {
        SortedSet<String> metrics = new TreeSet<>(Repository.inSources(BUILT));
        for (String source : Repository.sources()) {
            Matcher constant = PREFIX.matcher(source);
            String shared = constant.find() ? constant.group(1) : "";
            String prefix = "";
            for (MatchResult found : METERS.matcher(source).results().toList()) {
                if (found.group(2) == null) {
                    prefix = found.group(1) == null ? shared : found.group(1);
                } else if (!prefix.isEmpty()) {
                    metrics.add(prefix + found.group(2));
                }
            }
        }
        return metrics;
    }
}
