package io.chirograph.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.dataflow.DataFlow;
import io.chirograph.dataflow.DataFlow.Component;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where components run by what stores, addresses and answers say, beside what is declared.
///
/// Each is a claim of whoever says it. A place that lies in the declared one (`eu-west-1` in `eu`) is no difference.
record Places(List<Place> items) {
    /// A region of AWS, Google or Azure's API as part of a host's name.
    private static final Pattern REGION = Pattern.compile(
            "(?:^|[./-])((?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-gov|-iso[a-z]?)?-[a-z]{4,12}-[0-9]"
                    + "|(?:asia|australia|europe|me|northamerica|southamerica|us|africa)-[a-z]{4,12}[0-9]{1,2})(?=$|[./:-])");

    /// @param component its id in the data flow
    /// @param declared null where the configuration says nothing
    /// @param observed null where nobody says
    /// @param by who says so
    /// @param differs whether both are there and say something else
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Place(
            String component,
            String name,
            @Nullable String declared,
            @Nullable String observed,
            String by,
            boolean differs) {
        static Place of(Component one, @Nullable String observed, String by) {
            String declared = one.declared();
            boolean differs = declared != null
                    && observed != null
                    && Arrays.stream(declared.split(", ", -1)).noneMatch(said -> isSame(said, observed));
            return new Place(one.id(), one.name(), declared, observed, by, differs);
        }

        private static boolean isSame(String declared, String observed) {
            String one = declared.toLowerCase(Locale.ROOT);
            String other = observed.toLowerCase(Locale.ROOT);
            return one.startsWith(other) || other.startsWith(one);
        }
    }

    /// @param seen what calls of a period say
    static Places of(DataFlow flow, ConfiguredArchives archives, List<AiBom.Seen> seen) {
        List<Place> items = new ArrayList<>();
        for (ConfiguredArchive one : archives.readable()) {
            flow.components().stream()
                    .filter(component -> component.id().equals("archive_" + word(one.name())))
                    .forEach(component -> items.add(store(component, one)));
        }
        for (Component one : flow.components()) {
            Matcher region = REGION.matcher(one.address() == null ? "" : host(one.address()));
            if (region.find()) {
                items.add(Place.of(one, region.group(1), "its address"));
            }
        }
        Map<String, Map<String, Long>> answered = new TreeMap<>();
        seen.stream()
                .filter(one -> !one.geo().isEmpty())
                .forEach(one -> answered.computeIfAbsent(one.provider(), nobody -> new TreeMap<>())
                        .merge(one.geo(), one.calls(), Long::sum));
        answered.forEach((provider, places) -> flow.components().stream()
                .filter(component -> component.id().equals("provider_" + word(provider)))
                .forEach(component -> places.forEach((place, calls) ->
                        items.add(Place.of(component, place, "the answers to " + calls + " calls")))));
        return new Places(List.copyOf(items));
    }

    private static Place store(Component component, ConfiguredArchive archive) {
        try {
            return Place.of(component, archive.archive().region().orElse(null), "the store, of its bucket");
        } catch (ArchiveUnavailableException e) {
            return Place.of(component, null, "the store did not answer: " + e.getMessage());
        }
    }

    /// That of a URL, which a bucket has behind its name; a bucket's name says nothing.
    private static String host(String address) {
        String last = address.substring(address.lastIndexOf(" at ") + 1).replaceFirst("^at ", "");
        return last.matches("https?://.*|tls://.*")
                ? last.replaceFirst("^[a-z]+://", "").replaceAll("[/?#].*$", "")
                : "";
    }

    private static String word(String name) {
        return name.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_|_$", "");
    }

    Section section() {
        Section.Table table = new Section.Table("component", "declared", "observed", "by", "differs");
        items.forEach(
                one -> table.row(one.name(), one.declared(), one.observed(), one.by(), one.differs() ? "DIFFERS" : ""));
        return table.section(
                "places",
                "Where it runs, declared and observed",
                "What the configuration declares beside what stores say of their buckets, addresses of their hosts, and answers"
                        + " to calls of the period of where they were made. Whoever says so is believed; a place within the declared"
                        + " one is no difference.");
    }
}
