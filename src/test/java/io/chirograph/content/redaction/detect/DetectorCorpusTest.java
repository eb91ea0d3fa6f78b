package io.chirograph.content.redaction.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// How precise the detectors are and how much they find, on the labelled corpus; docs/content.md has the figures.
class DetectorCorpusTest {
    private static final Pattern LABEL = Pattern.compile("\\{\\{([a-z0-9-]+):(.*?)}}");

    private record Line(String text, List<Spans.Span> expected) {}

    /// Counts of one detector.
    private static final class Score {
        private int found;
        private int missed;
        private int wrong;

        @Override
        public String toString() {
            return found + " found, " + missed + " missed, " + wrong + " wrong";
        }
    }

    @Test
    void whatIsFoundAndWhatIsNot() throws IOException {
        Map<String, Score> scores = new TreeMap<>();
        List<String> mistakes = new ArrayList<>();
        Detectors detectors = new Detectors(List.of());
        for (Line line : corpus()) {
            List<Spans.Span> found = detectors
                    .find(line.text(), "", new Deadline(Duration.ofSeconds(10)))
                    .disjoint();
            for (Spans.Span expected : line.expected()) {
                Score score = scores.computeIfAbsent(expected.name(), name -> new Score());
                boolean isFound = found.stream()
                        .anyMatch(span -> span.name().equals(expected.name())
                                && span.from() <= expected.from()
                                && span.to() >= expected.to());
                score.found += isFound ? 1 : 0;
                score.missed += isFound ? 0 : 1;
                if (!isFound) {
                    mistakes.add("missed " + expected.name() + ": " + line.text() + " -> " + found);
                }
            }
            for (Spans.Span span : found) {
                boolean isExpected = line.expected().stream()
                        .anyMatch(each ->
                                each.name().equals(span.name()) && each.from() < span.to() && span.from() < each.to());
                if (!isExpected) {
                    scores.computeIfAbsent(span.name(), name -> new Score()).wrong++;
                    mistakes.add("wrong " + span.name() + ": " + line.text());
                }
            }
        }
        String figures = scores.entrySet().stream()
                .map(score -> score.getKey() + ": " + score.getValue())
                .collect(Collectors.joining("\n"));
        System.out.println(figures + "\n" + String.join("\n", mistakes));
        assertThat(figures).isEqualTo(FIGURES.strip());
        assertThat(Detectors.NAMES).containsAll(scores.keySet());
    }

    private static List<Line> corpus() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String line :
                Files.readAllLines(Path.of("src/test/resources/redaction/corpus.txt"), StandardCharsets.UTF_8)) {
            if (line.isEmpty() || line.startsWith("# ")) {
                continue;
            }
            StringBuilder text = new StringBuilder();
            List<Spans.Span> expected = new ArrayList<>();
            Matcher label = LABEL.matcher(line);
            int at = 0;
            while (label.find()) {
                text.append(line, at, label.start());
                expected.add(new Spans.Span(
                        text.length(), text.length() + label.group(2).length(), label.group(1)));
                text.append(label.group(2));
                at = label.end();
            }
            lines.add(new Line(text.append(line.substring(at)).toString(), expected));
        }
        return lines;
    }

    private static final String FIGURES = """
            anthropic-key: 1 found, 0 missed, 0 wrong
            aws-access-key: 1 found, 0 missed, 0 wrong
            be-national-number: 2 found, 0 missed, 0 wrong
            birth-date: 8 found, 1 missed, 1 wrong
            card: 10 found, 0 missed, 1 wrong
            de-steuer-id: 3 found, 0 missed, 0 wrong
            email: 10 found, 1 missed, 0 wrong
            es-dni: 2 found, 0 missed, 1 wrong
            es-nie: 2 found, 0 missed, 0 wrong
            fr-nir: 3 found, 0 missed, 0 wrong
            gateway-key: 1 found, 0 missed, 0 wrong
            github-token: 1 found, 0 missed, 0 wrong
            google-key: 1 found, 0 missed, 0 wrong
            huggingface-token: 1 found, 0 missed, 0 wrong
            iban: 12 found, 0 missed, 0 wrong
            ip-address: 6 found, 0 missed, 1 wrong
            it-codice-fiscale: 3 found, 0 missed, 0 wrong
            jwt: 1 found, 0 missed, 0 wrong
            nl-bsn: 2 found, 0 missed, 0 wrong
            openai-key: 1 found, 0 missed, 0 wrong
            phone: 12 found, 2 missed, 1 wrong
            pl-pesel: 2 found, 0 missed, 0 wrong
            private-key: 1 found, 0 missed, 0 wrong
            se-personnummer: 3 found, 0 missed, 0 wrong
            secret: 3 found, 1 missed, 0 wrong
            slack-token: 1 found, 0 missed, 0 wrong
            stripe-key: 1 found, 0 missed, 0 wrong
            uk-nhs: 2 found, 0 missed, 0 wrong
            url-password: 1 found, 0 missed, 0 wrong
            us-ssn: 4 found, 1 missed, 0 wrong
            """;
}
