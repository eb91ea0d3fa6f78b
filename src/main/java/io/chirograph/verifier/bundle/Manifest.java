package io.chirograph.verifier.bundle;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.support.json.StrictJson;
import io.chirograph.verifier.assurance.LogCoverage;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.CallRow;
import io.chirograph.verifier.search.Examined;
import io.chirograph.verifier.search.Population;
import io.chirograph.verifier.search.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a bundle claims of itself, as JSON. Whatever of it can be derived from the other entries is derived
/// again when it is read; the rest (`madeAt`, `storage`, `coverage`) is said by whoever made the bundle and proved by
/// nothing.
/// @param storage where the objects are stored and how they are locked; null when nothing is said
/// @param population null of a bundle about one call or one event
/// @param content what is said of the content that the events name; null where content was not asked for
/// @param coverage of each log, who stood for it and when something did not work; null where that was not stated
record Manifest(
        String format,
        String kind,
        String madeAt,
        Subject subject,
        List<Log> logs,
        @Nullable JsonNode storage,
        @Nullable Found population,
        @Nullable Content content,
        @JsonSetter(nulls = Nulls.SET) @Nullable List<LogCoverage> coverage) {
    static final String FORMAT = "chirograph-evidence/1";
    static final String CALL = "call";
    static final String POPULATION = "population";
    static final String EVENT = "event";
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(1 << 20)
                            .maxNameLength(4096)
                            .maxNumberLength(20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// What a bundle is about: one call, one event that belongs to no call, or the calls of a query or by their ids.
    /// @param syntax 2 where values of the query hold alternatives or prefixes; null where each is itself
    /// @param sample null when all of the population is meant
    record Subject(
            @Nullable UUID callId,
            @Nullable UUID eventId,
            @JsonSetter(contentNulls = Nulls.FAIL) @Nullable SortedMap<String, String> query,
            @Nullable Integer syntax,
            @JsonSetter(nulls = Nulls.SET) @Nullable List<UUID> ids,
            @Nullable Sample sample) {
        private static final int PATTERNS = 2;

        Subject {
            if (syntax != null && syntax != PATTERNS) {
                throw new IllegalArgumentException("syntax is " + syntax);
            }
        }

        static Subject call(@Nullable UUID callId) {
            return new Subject(callId, null, null, null, null, null);
        }

        static Subject event(@Nullable UUID eventId) {
            return new Subject(null, eventId, null, null, null, null);
        }

        static Subject population(CallFilter filter, @Nullable List<UUID> ids, @Nullable Sample sample) {
            return new Subject(
                    null,
                    null,
                    ids == null ? new TreeMap<>(filter.given()) : null,
                    ids == null && filter.hasPatterns() ? PATTERNS : null,
                    ids,
                    sample);
        }
    }

    /// One event of a bundle, as the manifest lists it.
    record Entry(
            long index,
            String id,
            String type,
            String leafHash,
            @Nullable UUID callId) {}

    /// One log of a bundle.
    /// @param key the verifier key of the log's id: a name for it, no reason to trust it
    /// @param size of the checkpoint that all proofs lead to
    /// @param checkpoints the sizes of all checkpoints that are here
    record Log(
            String log,
            String origin,
            String key,
            long size,
            String rootHash,
            List<Long> checkpoints,
            List<Entry> events) {
        Log {
            StrictJson.required("log", log);
            StrictJson.required("key", key);
        }
    }

    /// What is said of a population.
    /// @param statement what was examined, in words; null where calls were asked for by id
    /// @param unknown the ids that were asked for and not found; null for a query
    record Found(
            int count,
            Examined examined,
            @Nullable String statement,
            @JsonSetter(nulls = Nulls.SET) @Nullable List<UUID> unknown) {
        Found {
            StrictJson.required("examined", examined);
        }

        static Found of(CallFilter filter, @Nullable List<UUID> ids, Population population, Examined examined) {
            List<UUID> found = population.rows().stream().map(CallRow::id).toList();
            return new Found(
                    population.count(),
                    examined,
                    ids == null ? examined.sentence(filter, population.count()) : null,
                    ids == null
                            ? null
                            : ids.stream().filter(id -> !found.contains(id)).toList());
        }
    }

    /// What is said of content that was asked for: all that the events name is here, but for what is listed.
    record Content(List<Absent> absent) {
        Content {
            StrictJson.required("absent", absent);
        }
    }

    /// Content that an event names and that is not here.
    /// @param why `absent` from the archive, or `damaged` there
    record Absent(UUID callId, String part, String why) {
        Absent {
            StrictJson.required("callId", callId);
            StrictJson.required("part", part);
            StrictJson.required("why", why);
        }
    }

    Manifest {
        StrictJson.required("subject", subject);
        boolean known = POPULATION.equals(kind)
                ? population != null
                : population == null && (CALL.equals(kind) || EVENT.equals(kind));
        if (!known || !FORMAT.equals(format)) {
            throw new IllegalArgumentException("format is " + format + ", kind " + kind);
        }
    }

    /// Reads what the record says and nothing else, in its one canonical form.
    static Manifest parse(byte[] bytes) throws MalformedBundleException {
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            Manifest manifest = StrictJson.read("", tree, Manifest.class);
            if (Arrays.equals(CanonicalJson.encode(manifest), bytes)) {
                return manifest;
            }
        } catch (JacksonException e) {
            throw new MalformedBundleException("the manifest is no JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw new MalformedBundleException("the manifest is not one of " + FORMAT + ": " + e.getMessage());
        }
        throw new MalformedBundleException("the manifest is not one of " + FORMAT);
    }
}
