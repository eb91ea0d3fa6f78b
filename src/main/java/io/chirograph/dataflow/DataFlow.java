package io.chirograph.dataflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.chirograph.dataflow.settings.EffectiveSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where data goes in one configuration: what there is, where it runs, what crosses between, who can read it and how
/// long it is kept. It follows from settings and policy alone. Immutable.
/// @param configuration digest of the settings, as the event `config.changed` of `configuration` has it
/// @param policy digest of the policy, as the event `config.changed` of `policy` has it; null where the process takes
///     no calls
/// @param components in the order of their places
/// @param crossings numbered from 1 in this order
/// @param kept what is kept of calls, by class of data; the first is of calls without one
/// @param readers who can read what
/// @param retention the classes of retention
/// @param settings every setting, with its value
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataFlow(
        String configuration,
        @Nullable String policy,
        List<Component> components,
        List<Crossing> crossings,
        List<Kept> kept,
        List<Reader> readers,
        List<RetentionTerm> retention,
        SortedMap<String, String> settings) {
    public DataFlow {
        components = List.copyOf(components);
        crossings = List.copyOf(crossings);
        kept = List.copyOf(kept);
        readers = List.copyOf(readers);
        retention = List.copyOf(retention);
        settings = new EffectiveSettings(settings).values();
    }

    /// Where something runs, as seen from the process.
    public enum Place {
        /// Applications, people and programs that come to the process.
        CALLERS("who comes to it"),
        PROCESS("this process"),
        /// Disks and programs of the same machine.
        MACHINE("this machine"),
        /// Machines of the same organisation, as far as the configuration can tell.
        NETWORK("other machines"),
        ORGANISATION("other organisations");

        private final String words;

        Place(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        @JsonValue
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param id unique, letters, digits and `_`
    /// @param address a URL without a user, a directory, a bucket, a host and port
    /// @param declared the region or jurisdiction that the configuration states; null for none
    public record Component(
            String id,
            String name,
            Place place,
            @Nullable String address,
            @Nullable String declared) {
        /// The declared region in words; nothing of what is where the process is.
        public String region() {
            return declared != null ? declared : place.compareTo(Place.MACHINE) > 0 ? "region not declared" : "";
        }
    }

    /// How data is when it crosses; the order is from least to most that it says of calls.
    public enum Form {
        NOTHING,
        /// A key or a credential, which says nothing of any call.
        CREDENTIAL,
        /// Hashes and signatures, of which nobody reads what they are over.
        DIGEST,
        /// What happened, without what was said.
        FACTS,
        REDACTED,
        ENCRYPTED,
        CLEAR;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Data that goes from one component to another.
    /// @param boundary the widest that it crosses: `none`, `process`, `machine` or `organisation`
    /// @param way how it travels
    /// @param carries what, in which form
    public record Crossing(String from, String to, String boundary, String way, List<Load> carries) {
        public Crossing {
            carries = List.copyOf(carries);
        }

        Form most() {
            return carries.stream().map(Load::form).max(Form::compareTo).orElse(Form.NOTHING);
        }
    }

    /// @param classes of data that it may be of; empty for any
    public record Load(String what, Form form, List<String> classes) {
        public Load {
            classes = List.copyOf(classes);
        }

        static Load of(String what, Form form) {
            return new Load(what, form, List.of());
        }
    }

    /// What is kept of calls of one class, at most; a rule or a caller may have less kept.
    /// @param dataClass null for calls without a class
    /// @param digests `plain` or `keyed`
    /// @param identifying `clear` or `pseudonyms`
    /// @param requires what a provider's attributes must be, so that calls of the class go there
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Kept(
            @Nullable String dataClass,
            String request,
            String response,
            String digests,
            String identifying,
            boolean erasable,
            String records,
            String content,
            Map<String, List<String>> requires) {
        static final String NO_CLASS = "without class";

        /// As a row of a table, in this order.
        public List<String> cells() {
            return List.of(
                    dataClass == null ? NO_CLASS : dataClass,
                    request,
                    response,
                    digests,
                    identifying,
                    erasable ? "yes" : "no",
                    records,
                    content,
                    requires.entrySet().stream()
                            .map(demand -> demand.getKey() + ": " + String.join(" or ", demand.getValue()))
                            .collect(Collectors.joining("; ")));
        }
    }

    /// @param who a role, a recipient, or whoever holds a credential
    /// @param reads what they can read
    /// @param how what lets them
    public record Reader(String who, String reads, String how) {}

    /// @param keeps how long from when it is stored: an ISO-8601 duration, `until <date>` or `indefinite`
    /// @param lock the mode of the objects' locks
    /// @param of what the configuration puts into the class by name, beside what the policy names it for
    public record RetentionTerm(String name, String keeps, String lock, List<String> of) {
        public RetentionTerm {
            of = List.copyOf(of);
        }
    }

    public Component component(String id) {
        return components.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
