package io.chirograph.verifier.bundle;

import io.chirograph.event.value.Outcome;
import io.chirograph.verifier.search.BadFilterException;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.CallRow;
import io.chirograph.verifier.search.Examined;
import io.chirograph.verifier.search.FoundCall;
import io.chirograph.verifier.search.Population;
import io.chirograph.verifier.search.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Judges whether a bundle's events are those it says they are.
final class SubjectJudge {
    private final BundleVerdict verdict;
    private final Manifest manifest;
    private final Map<UUID, FoundCall> calls;
    private final Map<String, Object> json = new TreeMap<>();
    private @Nullable Sample sample;

    SubjectJudge(BundleVerdict verdict, Manifest manifest, Map<UUID, FoundCall> calls) {
        this.verdict = verdict;
        this.manifest = manifest;
        this.calls = calls;
    }

    /// What the manifest has to say of the subject.
    Map<String, Object> json() {
        return json;
    }

    @Nullable
    Sample sample() {
        return sample;
    }

    void run() {
        calls.values().forEach(this::tell);
        if (manifest.kind().equals(Manifest.CALL)) {
            call();
        } else {
            population();
        }
        if (!Manifest.says(manifest.subject(), json)) {
            verdict.fail(BundleProblem.MANIFEST_MISMATCH, EntryNames.MANIFEST, "'subject' is not understood");
        }
    }

    private void tell(FoundCall call) {
        if (call.outcome().equals(CallFilter.OPEN)) {
            verdict.note(BundleProblem.CALL_OPEN, "call " + call.id() + " has no outcome in this evidence");
        } else if (call.outcome().equals(Outcome.INTERRUPTED.wire())) {
            verdict.note(BundleProblem.CALL_INTERRUPTED, "the end of call " + call.id() + " is not known");
        }
    }

    private void call() {
        UUID id = CallEvent.callId(manifest.subject().path("callId").asString(""));
        json.put("callId", String.valueOf(id));
        FoundCall found = id == null ? null : calls.get(id);
        if (found == null || calls.size() > 1) {
            verdict.fail(
                    BundleProblem.EVENT_FOREIGN,
                    EntryNames.MANIFEST,
                    "the events are about " + calls.keySet() + ", not about " + id);
        } else {
            verdict.show(FoundCall.COLUMNS + " " + found.row().line());
        }
    }

    private void population() {
        JsonNode subject = manifest.subject();
        CallFilter filter = filter(subject);
        List<UUID> ids = ids(subject);
        sample = sample(subject);
        Optional<Population> read = verdict.take(EntryNames.POPULATION).flatMap(Population::parse);
        Optional<Examined> examined = Examined.parse(manifest.population().path("examined"));
        if (filter == null || read.isEmpty() || !read.get().isOrdered() || examined.isEmpty()) {
            verdict.fail(BundleProblem.POPULATION_MISMATCH, EntryNames.POPULATION, "the population cannot be read");
            return;
        }
        Population all = read.get();
        if (!Manifest.says(manifest.population(), BundleBuilder.populationJson(filter, ids, all, examined.get()))) {
            verdict.fail(
                    BundleProblem.POPULATION_MISMATCH, EntryNames.MANIFEST, "it does not agree with the population");
        }
        Population proved = sample == null ? all : drawn(all, sample);
        Set<UUID> expected = new HashSet<>();
        proved.rows().forEach(row -> expected.add(row.id()));
        if (!expected.equals(calls.keySet())) {
            verdict.fail(
                    BundleProblem.POPULATION_MISMATCH, EntryNames.POPULATION, "the events are not those of its calls");
        }
        proved.rows().forEach(row -> row(row, filter, ids));
        if (ids == null) {
            coverage(examined.get(), filter);
        }
        verdict.show("the events of " + calls.size() + " of " + all.count() + " calls in the population");
        verdict.say("that the population is complete: chirograph search finds it again in a copy of the archive");
        verdict.say(manifest.population().path("statement").asString("asked for by id"));
    }

    /// That there is no further call is said of what the logs cover, and of nothing else.
    private void coverage(Examined examined, CallFilter filter) {
        boolean searched = examined.logs().keySet().equals(manifest.logIds());
        if (!searched) {
            verdict.fail(
                    BundleProblem.POPULATION_MISMATCH,
                    EntryNames.MANIFEST,
                    "the logs examined are not those that are here");
        }
        if (examined.coverage() == null) {
            verdict.note(BundleProblem.COVERAGE_NOT_STATED, BundleProblem.COVERAGE_NOT_STATED.meaning());
        }
        examined.missing(filter)
                .forEach(one -> verdict.fail(BundleProblem.PERIOD_NOT_COVERED, EntryNames.MANIFEST, one));
    }

    private Population drawn(Population all, Sample draw) {
        Population again = all.draw(draw);
        if (!Arrays.equals(verdict.take(EntryNames.SAMPLE).orElse(new byte[0]), again.csv())) {
            verdict.fail(BundleProblem.SAMPLE_MISMATCH, EntryNames.SAMPLE, "the seed draws other calls");
        }
        return again;
    }

    private void row(CallRow row, CallFilter filter, @Nullable List<UUID> ids) {
        FoundCall call = calls.get(row.id());
        if (call != null && !call.row().equals(row)) {
            verdict.fail(
                    BundleProblem.POPULATION_MISMATCH,
                    EntryNames.POPULATION,
                    "its events say otherwise of call " + row.id());
        } else if (call != null && !filter.matches(call)) {
            verdict.fail(
                    BundleProblem.POPULATION_MISMATCH,
                    EntryNames.POPULATION,
                    "the query does not mean call " + row.id());
        } else if (ids != null && !ids.contains(row.id())) {
            verdict.fail(
                    BundleProblem.POPULATION_MISMATCH,
                    EntryNames.POPULATION,
                    "call " + row.id() + " was not asked for");
        }
    }

    private @Nullable CallFilter filter(JsonNode subject) {
        Map<String, String> filters = new TreeMap<>();
        subject.path("query")
                .properties()
                .forEach(one -> filters.put(one.getKey(), one.getValue().asString("")));
        try {
            CallFilter filter = CallFilter.parse(filters);
            if (subject.has("query")) {
                json.put("query", new TreeMap<>(filter.given()));
            }
            return filter;
        } catch (BadFilterException e) {
            return null;
        }
    }

    private @Nullable List<UUID> ids(JsonNode subject) {
        if (!subject.has("ids")) {
            return null;
        }
        List<UUID> ids = new ArrayList<>();
        for (JsonNode text : subject.path("ids")) {
            UUID id = CallEvent.callId(text.asString(""));
            if (id != null) {
                ids.add(id);
            }
        }
        json.put("ids", ids.stream().map(UUID::toString).toList());
        return ids;
    }

    private @Nullable Sample sample(JsonNode subject) {
        JsonNode drawn = subject.path("sample");
        int count = drawn.path("count").asInt(0);
        String seed = drawn.path("seed").asString("");
        if (!subject.has("sample") || count < 1 || count > Sample.MAX || !Sample.isSeed(seed)) {
            return null;
        }
        json.put("sample", new TreeMap<>(Map.of("count", count, "seed", seed)));
        return new Sample(count, seed);
    }
}
