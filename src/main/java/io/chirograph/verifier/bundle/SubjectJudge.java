package io.chirograph.verifier.bundle;

import io.chirograph.event.EventType;
import io.chirograph.event.value.Outcome;
import io.chirograph.verifier.search.BadFilterException;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.CallRow;
import io.chirograph.verifier.search.Examined;
import io.chirograph.verifier.search.FoundCall;
import io.chirograph.verifier.search.Population;
import io.chirograph.verifier.search.Sample;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Judges whether a bundle's events are those it says they are.
/// @param logs what was found in each log
record SubjectJudge(BundleVerdict verdict, Manifest manifest, List<Manifest.Log> logs, Map<UUID, FoundCall> calls) {
    void run() {
        calls.values().forEach(this::tell);
        Manifest.Subject subject = manifest.subject();
        Manifest.Found population = manifest.population();
        boolean understood;
        if (population != null) {
            population(subject, population);
            understood = subject.callId() == null && subject.eventId() == null;
        } else if (manifest.kind().equals(Manifest.EVENT)) {
            event(subject.eventId());
            understood = subject.equals(Manifest.Subject.event(subject.eventId()));
        } else {
            call(subject.callId());
            understood = subject.equals(Manifest.Subject.call(subject.callId()));
        }
        if (!understood) {
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

    private void call(@Nullable UUID id) {
        FoundCall found = id == null ? null : calls.get(id);
        if (found == null || calls.size() > 1) {
            String detail = "the events are about " + calls.keySet() + ", not about " + id;
            verdict.fail(BundleProblem.EVENT_FOREIGN, EntryNames.MANIFEST, detail);
        } else {
            verdict.show(FoundCall.COLUMNS + " " + found.row().line());
        }
    }

    /// The events are the one that it is about, and changes of the log's key.
    private void event(@Nullable UUID id) {
        List<Manifest.Entry> own = logs.stream()
                .flatMap(log -> log.events().stream())
                .filter(event -> !event.type().equals(EventType.KEY_ROTATED.wire())
                        || event.id().equals(String.valueOf(id)))
                .toList();
        if (!calls.isEmpty() || own.size() != 1 || !own.getFirst().id().equals(String.valueOf(id))) {
            String about = own.stream().map(Manifest.Entry::id).toList().toString();
            verdict.fail(
                    BundleProblem.EVENT_FOREIGN,
                    EntryNames.MANIFEST,
                    "the events are " + about + ", not " + id + " alone");
        } else {
            verdict.show("event " + id + " of type " + own.getFirst().type());
        }
    }

    private void population(Manifest.Subject subject, Manifest.Found said) {
        CallFilter filter = filter(subject);
        List<UUID> ids = subject.ids();
        Examined examined = said.examined();
        Optional<Population> read = verdict.take(EntryNames.POPULATION).flatMap(Population::parse);
        if (filter == null || read.isEmpty() || !read.get().isOrdered() || !examined.isSound(filter)) {
            mismatch(EntryNames.POPULATION, "the population cannot be read");
            return;
        }
        Population all = read.get();
        if (!said.equals(Manifest.Found.of(filter, ids, all, examined))) {
            mismatch(EntryNames.MANIFEST, "it does not agree with the population");
        }
        Population proved = subject.sample() == null ? all : drawn(all, subject.sample());
        Set<UUID> expected = new HashSet<>();
        proved.rows().forEach(row -> expected.add(row.id()));
        if (!expected.equals(calls.keySet())) {
            mismatch(EntryNames.POPULATION, "the events are not those of its calls");
        }
        proved.rows().forEach(row -> row(row, filter, ids));
        if (ids == null) {
            coverage(examined);
        }
        verdict.show("the events of " + calls.size() + " of " + all.count() + " calls in the population");
        verdict.say("that the population is complete: chirograph search finds it again in a copy of the archive");
        verdict.say(Objects.requireNonNullElse(said.statement(), "asked for by id"));
    }

    /// That there is no further call is said of what the logs cover, and of nothing else.
    private void coverage(Examined examined) {
        Set<String> here = new TreeSet<>();
        manifest.logs().forEach(log -> here.add(log.log()));
        boolean searched =
                examined.logs().stream().map(Examined.Range::log).toList().equals(List.copyOf(here));
        if (!searched) {
            mismatch(EntryNames.MANIFEST, "the logs examined are not those that are here");
        }
        if (examined.coverage() == null) {
            verdict.note(BundleProblem.COVERAGE_NOT_STATED, "what of the period the logs cover is not stated");
        }
        examined.missing().forEach(one -> verdict.fail(BundleProblem.PERIOD_NOT_COVERED, EntryNames.MANIFEST, one));
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
            mismatch(EntryNames.POPULATION, "its events say otherwise of call " + row.id());
        } else if (call != null && !filter.matches(call)) {
            mismatch(EntryNames.POPULATION, "the query does not mean call " + row.id());
        } else if (ids != null && !ids.contains(row.id())) {
            mismatch(EntryNames.POPULATION, "call " + row.id() + " was not asked for");
        }
    }

    private void mismatch(String entry, String detail) {
        verdict.fail(BundleProblem.POPULATION_MISMATCH, entry, detail);
    }

    private static @Nullable CallFilter filter(Manifest.Subject subject) {
        try {
            return CallFilter.parse(subject.query() == null ? Map.of() : subject.query(), subject.syntax() == null);
        } catch (BadFilterException e) {
            return null;
        }
    }
}
