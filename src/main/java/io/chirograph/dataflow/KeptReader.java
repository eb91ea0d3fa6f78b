package io.chirograph.dataflow;

import io.chirograph.archive.retention.RetentionPreset;
import io.chirograph.dataflow.DataFlow.Kept;
import io.chirograph.dataflow.DataFlow.Reader;
import io.chirograph.dataflow.DataFlow.RetentionTerm;
import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.policy.eval.PolicyVersion;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.policy.model.DataClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What of calls is kept, who reads it and for how long, of settings and policy.
final class KeptReader {
    private static final Pattern HOURS = Pattern.compile("PT(\\d{1,9})H");

    private KeptReader() {}

    static List<Kept> kept(@Nullable PolicyVersion policy) {
        List<Kept> all = new ArrayList<>();
        if (policy == null) {
            return all;
        }
        Map<String, List<String>> requires = new TreeMap<>();
        all.add(kept(null, policy.kept(-1), Map.of()));
        List<DataClass> classes = policy.policy().dataClasses();
        for (int i = 0; i < classes.size(); i++) {
            demanded(classes.get(i), requires);
            all.add(kept(classes.get(i).name(), policy.kept(i), new TreeMap<>(requires)));
        }
        return all;
    }

    /// Adds what a class demands to what the classes below it do.
    private static void demanded(DataClass one, Map<String, List<String>> requires) {
        one.requires()
                .forEach((attribute, values) -> requires.merge(
                        attribute,
                        List.copyOf(values),
                        (below, here) -> below.stream().filter(here::contains).toList()));
    }

    private static Kept kept(
            @Nullable String name, PolicyVersion.Obligations said, Map<String, List<String>> requires) {
        ContentTerms terms = said.terms();
        return new Kept(
                name,
                terms.request().wire(),
                terms.response().wire(),
                terms.keyed() ? "keyed" : "plain",
                terms.pseudonyms() ? "pseudonyms" : "clear",
                terms.isErasable(),
                said.retention(),
                terms.retentionClass(),
                requires);
    }

    /// The classes of data that may go to a provider, as its attributes meet what they demand; a rule of the policy may
    /// allow less.
    static List<String> allowed(@Nullable PolicyVersion policy, String name, EffectiveSettings provider) {
        List<String> allowed = new ArrayList<>();
        if (policy == null || !policy.policy().allow().providers().permits(name)) {
            return policy == null ? allowed : List.of("none by default");
        }
        Map<String, String> attributes = attributes(provider);
        for (Kept one : kept(policy)) {
            boolean isMet = one.requires().entrySet().stream().allMatch(demand -> {
                String value = attributes.get(demand.getKey());
                return value != null && demand.getValue().contains(value);
            });
            if (isMet) {
                allowed.add(one.dataClass() == null ? DataFlow.Kept.NO_CLASS : one.dataClass());
            }
        }
        return allowed;
    }

    private static Map<String, String> attributes(EffectiveSettings provider) {
        Map<String, String> attributes =
                new TreeMap<>(provider.below("attributes.").values());
        String region = provider.get("region");
        if (region != null) {
            attributes.putIfAbsent("region", region);
        }
        return attributes;
    }

    static List<Reader> readers(EffectiveSettings settings, List<Kept> kept, boolean isAuditor) {
        List<Reader> readers = new ArrayList<>();
        boolean keepsText = kept.isEmpty() || kept.stream().anyMatch(KeptReader::isReadable);
        boolean keepsEncrypted = kept.isEmpty()
                || kept.stream()
                        .anyMatch(one -> one.request().equals("encrypted")
                                || one.response().equals("encrypted"));
        boolean opens = settings.get("chirograph.content.private-key") != null;
        if (isAuditor) {
            role(readers, settings, "auditor", "events, proofs and evidence, within the token's scope; no content");
            String content = (keepsText ? "content that is kept clear or redacted" : "")
                    + (opens ? (keepsText ? ", and " : "") + "what is kept encrypted, which this process opens" : "");
            String under = settings.get("chirograph.content.grants", "optional").equals("required")
                    ? "; only with a live grant"
                    : "";
            role(
                    readers,
                    settings,
                    "payload-reader",
                    content.isEmpty() ? "no content: none is kept that it could read" : content + under);
        }
        role(readers, settings, "retention-manager", "holds, retention and erasures; no content");
        role(readers, settings, "administrator", "keys, switches and policy decisions; neither events nor content");
        if (settings.is("chirograph.identity.operators.actuator")) {
            role(readers, settings, "observer", "health and metrics");
        } else {
            readers.add(new Reader(
                    "whoever reaches the port of health and metrics",
                    "health and metrics",
                    settings.get("management.server.address", "127.0.0.1") + ":"
                            + settings.get("management.server.port", "8081")));
        }
        for (String place : settings.keysBelow("chirograph.content.recipients")) {
            String at = "chirograph.content.recipients" + place;
            readers.add(new Reader(
                    "recipient " + settings.get(at + ".certificate"),
                    keepsEncrypted ? "content that is kept encrypted" : "nothing: no class of data is kept encrypted",
                    "the private key of " + settings.get(at)));
        }
        readers.add(new Reader(
                "whoever may read an archive's store",
                "events" + (keepsText ? ", content that is kept clear or redacted" : "")
                        + (keepsEncrypted ? ", envelopes of what is encrypted" : ""),
                settings.get("chirograph.archive.access-log.type") == null
                        ? "the store's credential; direct reads: unrecorded"
                        : "the store's credential; direct reads are recorded from the store's access log"));
        readers.add(new Reader(
                "whoever may read this machine's disk",
                "journal, index and keys" + (keepsText ? ", content until it is exported" : ""),
                settings.get("chirograph.data-dir", "./data")));
        return readers;
    }

    private static boolean isReadable(Kept one) {
        return Set.of("clear", "redacted").contains(one.request())
                || Set.of("clear", "redacted").contains(one.response());
    }

    private static void role(List<Reader> readers, EffectiveSettings settings, String role, String reads) {
        String at = "chirograph.identity.operators.role-mapping." + role;
        List<String> words = settings.keysBelow(at).stream()
                .map(place -> settings.get(at + place, ""))
                .toList();
        String claim = settings.get("chirograph.identity.operators.role-claim", "roles");
        String how = "claim " + claim + " has " + (words.isEmpty() ? role : String.join(" or ", words));
        boolean isMfa = settings.keysBelow("chirograph.identity.operators.mfa.roles").stream()
                .anyMatch(place -> role.equals(settings.get("chirograph.identity.operators.mfa.roles" + place)));
        readers.add(new Reader("role " + role, reads, how + (isMfa ? ", with more than one factor" : "")));
    }

    static List<RetentionTerm> retention(EffectiveSettings settings) {
        List<RetentionTerm> terms = new ArrayList<>();
        String archive = settings.get("chirograph.archive.lock-mode", "none").toUpperCase(Locale.ROOT);
        String byDefault = settings.get("chirograph.retention.default-class");
        terms.add(new RetentionTerm(
                "default",
                byDefault == null
                        ? days(settings.get("chirograph.archive.retention", ""))
                        : "as class " + byDefault + keeps(byDefault),
                archive,
                List.of("whatever no other class takes")));
        for (String name : settings.keysBelow("chirograph.retention.classes")) {
            EffectiveSettings one = settings.below("chirograph.retention.classes." + name + ".");
            String preset = one.get("preset");
            String keeps = preset != null
                    ? "preset " + preset + keeps(preset)
                    : one.is("indefinite")
                            ? "indefinite"
                            : one.get("until") != null ? "until " + one.get("until") : one.get("duration", "");
            terms.add(new RetentionTerm(
                    name, keeps, one.get("mode", archive).toUpperCase(Locale.ROOT), of(settings, name)));
        }
        return terms;
    }

    /// Whole days of a duration, which the settings have in hours.
    private static String days(String duration) {
        Matcher hours = HOURS.matcher(duration);
        long count = hours.matches() ? Long.parseLong(hours.group(1)) : 1;
        return count % 24 == 0 ? "P" + count / 24 + "D" : duration;
    }

    private static String keeps(String preset) {
        return Arrays.stream(RetentionPreset.values())
                .filter(one -> one.wire().equals(preset))
                .map(one -> " (" + one.keeps() + ")")
                .findFirst()
                .orElse("");
    }

    private static List<String> of(EffectiveSettings settings, String name) {
        List<String> of = new ArrayList<>();
        settings.below("chirograph.retention.event-types.").values().forEach((type, to) -> {
            if (to.equals(name)) {
                of.add("events " + type.replaceAll("^\\[|]$", ""));
            }
        });
        for (String place : settings.keysBelow("chirograph.retention.rules")) {
            if (name.equals(settings.get("chirograph.retention.rules" + place + ".class"))) {
                of.add("objects " + settings.get("chirograph.retention.rules" + place + ".prefix") + "*");
            }
        }
        return of;
    }
}
