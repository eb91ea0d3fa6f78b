package io.chirograph.dataflow;

import io.chirograph.dataflow.DataFlow.Component;
import io.chirograph.dataflow.DataFlow.Crossing;
import io.chirograph.dataflow.DataFlow.Form;
import io.chirograph.dataflow.DataFlow.Kept;
import io.chirograph.dataflow.DataFlow.Load;
import io.chirograph.dataflow.DataFlow.Place;
import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.eval.PolicyVersion;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Works out what there is and what crosses, of settings and policy. One thread at a time.
final class FlowReader {
    private static final String PROVIDERS = "chirograph.gateway.providers";
    private static final String DESTINATIONS = "chirograph.forwarding.destinations";
    private static final String SCANNERS = "chirograph.content.redaction.scanners";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    /// What an auditors' process sees of content is up to the policy of the gateways, which it does not know.
    private static final List<Load> OF_OTHERS =
            List.of(Load.of("content as the gateways' policy keeps it, at most", Form.CLEAR));

    private final EffectiveSettings settings;
    private final @Nullable PolicyVersion policy;
    private final List<Kept> kept;
    private final List<Component> components = new ArrayList<>();
    private final List<Crossing> crossings = new ArrayList<>();
    private final boolean isGateway;
    private final boolean isAuditor;

    private FlowReader(EffectiveSettings settings, @Nullable PolicyVersion policy) {
        this.settings = settings;
        this.policy = policy;
        this.kept = KeptReader.kept(policy);
        List<String> roles = Arrays.asList(settings.get("chirograph.roles", "").split(","));
        isGateway = roles.contains("gateway");
        isAuditor = roles.contains("auditor");
    }

    /// @param policy in force; null where the process takes no calls
    static DataFlow read(EffectiveSettings settings, @Nullable PolicyVersion policy) {
        return new FlowReader(settings, policy).read();
    }

    private DataFlow read() {
        if (isGateway || isAuditor) {
            log();
        }
        if (isGateway) {
            calls();
        }
        if (isGateway || isAuditor) {
            archives();
            confirmations();
        }
        if (isAuditor) {
            auditors();
        }
        operations();
        components.sort((one, other) -> one.place().compareTo(other.place()));
        return new DataFlow(
                settings.digest(),
                policy == null ? null : policy.digest(),
                components,
                crossings,
                kept,
                KeptReader.readers(settings, kept, isAuditor),
                KeptReader.retention(settings),
                settings.values());
    }

    private void log() {
        String dir = settings.get("chirograph.data-dir", "./data");
        add("journal", "journal", Place.MACHINE, settings.get("chirograph.journal.directory", dir + "/journal"), null);
        add("exporter", "exporter", Place.PROCESS, settings.get("chirograph.log.origin"), null);
        add("log_key", "log signing key", Place.MACHINE, settings.get("chirograph.log.signing-key"), null);
        cross("log_key", "exporter", "file", secret("private key that signs the log"));
    }

    private void calls() {
        add("applications", "applications", Place.CALLERS, null, null);
        add("gateway", "gateway", Place.PROCESS, address("server", "8080"), null);
        List<String> all = classes();
        cross(
                "applications",
                "gateway",
                arriving("server"),
                new Load("requests, metadata", Form.CLEAR, all),
                secret("gateway keys, tokens"));
        cross("gateway", "applications", arriving("server"), new Load("responses, receipts", Form.CLEAR, all));
        cross("gateway", "journal", "file", kept(Load.of("events", Form.FACTS)));
        cross("gateway", "exporter", "memory", Load.of("lengths and numbers of records", Form.FACTS));
        for (String name : settings.keysBelow(PROVIDERS)) {
            provider(name, settings.below(PROVIDERS + "." + name + "."));
        }
        String dir = settings.get("chirograph.data-dir", "./data");
        add("content_keys", "content keys (tenants, persons)", Place.MACHINE, dir, null);
        cross("content_keys", "gateway", "file", secret("keys of pseudonyms, keyed digests and erasable content"));
        for (String place : settings.keysBelow(SCANNERS)) {
            EffectiveSettings scanner = settings.below(SCANNERS + place + ".");
            String id = "scanner_" + word(scanner.get("name", place));
            remote(id, "redaction scanner " + scanner.get("name", place), scanner.get("url", ""), null, false);
            cross(
                    "gateway",
                    id,
                    way(scanner.get("url", "")),
                    new Load("texts of bodies that are to be redacted or looked through", Form.CLEAR, redacted()));
        }
        issuers("callers", "callers' issuer");
        issuers("end-users", "end users' issuer");
    }

    private void provider(String name, EffectiveSettings provider) {
        String id = "provider_" + word(name);
        String url = provider.get("base-url");
        List<String> places = new ArrayList<>();
        for (String place : List.of("region", "attributes.region", "attributes.jurisdiction")) {
            String said = provider.get(place);
            if (said != null && !places.contains(said)) {
                places.add(said);
            }
        }
        String declared = places.isEmpty() ? null : String.join(", ", places);
        boolean isTools = "mcp".equals(provider.get("dialect"));
        String title = (isTools ? "MCP server " : "provider ") + name;
        if (url == null) {
            add(id, title + " (sandbox)", Place.PROCESS, null, declared);
        } else {
            remote(id, title, url, declared, true);
        }
        List<String> allowed = KeptReader.allowed(policy, name, provider);
        String way = url == null ? "memory" : way(url);
        if (provider.get("credential") != null || provider.get("credential-file") != null) {
            cross("gateway", id, way, new Load("requests", Form.CLEAR, allowed), secret("the provider's credential"));
        } else {
            cross(
                    "gateway",
                    id,
                    way,
                    new Load("requests, with the caller's credential if it sends one", Form.CLEAR, allowed));
        }
        cross(id, "gateway", way, new Load("responses", Form.CLEAR, allowed));
    }

    private void archives() {
        archive(
                "archive_main",
                "archive main",
                "chirograph.archive.",
                settings.get("chirograph.residency.archives.main"),
                true);
        for (String name : settings.keysBelow("chirograph.archives")) {
            archive(
                    "archive_" + word(name),
                    "archive " + name,
                    "chirograph.archives." + name + ".",
                    settings.get("chirograph.residency.archives." + name),
                    true);
        }
        if (!settings.below("chirograph.query.source.").values().isEmpty()) {
            archive(
                    "archive_source",
                    "archive that is audited",
                    "chirograph.query.source.",
                    settings.get("chirograph.residency.archives.source"),
                    false);
        }
        cross("journal", "exporter", "file", kept(Load.of("events", Form.FACTS)));
    }

    private void archive(String id, String name, String at, @Nullable String declared, boolean isWritten) {
        EffectiveSettings archive = settings.below(at);
        String region = archive.get("s3.region", declared == null ? "" : declared);
        String where = region.isEmpty() ? null : region;
        String way = "file";
        if ("s3".equals(archive.get("type"))) {
            String endpoint = archive.get("s3.endpoint");
            String bucket = "s3://" + archive.get("s3.bucket", "")
                    + (archive.get("s3.prefix") == null ? "" : "/" + archive.get("s3.prefix"));
            way = endpoint == null ? "HTTPS" : way(endpoint);
            Place place = endpoint == null ? Place.ORGANISATION : place(endpoint, false);
            add(id, name, place, bucket + " at " + (endpoint == null ? "AWS" : endpoint), where);
        } else {
            String directory = settings.get("chirograph.data-dir", "./data") + "/archive";
            add(id, name, Place.MACHINE, archive.get("directory", directory), where);
        }
        if (isWritten) {
            String sse = archive.get("s3.sse");
            String lock = "lock " + archive.get("lock-mode", "none").toUpperCase(Locale.ROOT);
            String key = sse == null
                    ? ""
                    : ", encrypted at rest with " + sse
                            + (archive.get("s3.sse-kms-key-id") == null
                                    ? ""
                                    : " key " + archive.get("s3.sse-kms-key-id"));
            cross(
                    "exporter",
                    id,
                    way + ", " + lock + key,
                    kept(Load.of("events, in segments", Form.FACTS), Load.of("tree and checkpoints", Form.DIGEST)));
        }
        if (isAuditor) {
            add("monitor", "monitor", Place.PROCESS, null, null);
            cross(id, "monitor", way, Load.of("events, tree and checkpoints, to be verified", Form.FACTS));
        }
        accessLog(id, archive);
    }

    private void accessLog(String of, EffectiveSettings archive) {
        EffectiveSettings log = archive.below("access-log.");
        if (log.get("type") == null) {
            return;
        }
        String id = of.replace("archive_", "access_log_");
        String bucket = log.get("bucket");
        String file = log.get("files[0]");
        String region = log.get("region", archive.get("s3.region", ""));
        boolean isFile = bucket == null;
        String name = "access log of " + of.replace('_', ' ') + " (" + log.get("type") + ")";
        if (isFile) {
            add(id, name, Place.MACHINE, file, null);
        } else {
            add(id, name, component(of).place(), "s3://" + bucket, region.isEmpty() ? null : region);
        }
        add("follower", "follower of access logs", Place.PROCESS, null, null);
        cross(id, "follower", isFile ? "file" : "HTTPS", Load.of("who asked the store for what", Form.FACTS));
        cross("follower", "journal", "file", Load.of("events about direct reads", Form.FACTS));
    }

    private void confirmations() {
        for (String name : settings.keysBelow("chirograph.witnesses")) {
            String url = settings.get("chirograph.witnesses." + name + ".url");
            if (url != null) {
                String id = "witness_" + word(name);
                remote(id, "witness " + name, url, null, true);
                cross("exporter", id, way(url), Load.of("checkpoints, consistency proofs", Form.DIGEST));
                cross(id, "exporter", way(url), Load.of("cosignatures", Form.DIGEST));
            }
        }
        String authority = settings.get("chirograph.timestamps.url");
        if (authority != null) {
            remote("time_stamps", "time stamp authority", authority, null, true);
            cross("exporter", "time_stamps", way(authority), Load.of("hash of a checkpoint", Form.DIGEST));
            cross("time_stamps", "exporter", way(authority), Load.of("time stamps", Form.DIGEST));
        }
    }

    private void auditors() {
        String dir = settings.get("chirograph.data-dir", "./data");
        add("auditors", "auditors", Place.CALLERS, null, null);
        add("api", "auditors' API and console", Place.PROCESS, address("server", "8080"), null);
        add("index", "query index", Place.MACHINE, settings.get("chirograph.query.directory", dir + "/index"), null);
        String archive =
                settings.below("chirograph.query.source.").values().isEmpty() ? "archive_main" : "archive_source";
        List<Load> loads = new ArrayList<>(List.of(Load.of("events, tree and checkpoints", Form.FACTS)));
        loads.addAll(isGateway ? content(false) : OF_OTHERS);
        cross(archive, "api", storeWay(archive), loads.toArray(Load[]::new));
        cross("api", "index", "file", Load.of("events", Form.FACTS));
        cross("index", "api", "file", Load.of("events", Form.FACTS));
        List<Load> shown = new ArrayList<>(List.of(Load.of("events, proofs, evidence", Form.FACTS)));
        boolean opens = settings.get("chirograph.content.private-key") != null;
        shown.addAll(isGateway ? content(opens) : OF_OTHERS);
        cross("api", "auditors", arriving("server"), shown.toArray(Load[]::new));
        cross("api", "journal", "file", Load.of("events about each read", Form.FACTS));
        for (String name : settings.keysBelow(DESTINATIONS)) {
            EffectiveSettings destination = settings.below(DESTINATIONS + "." + name + ".");
            String url = destination.get("url", "");
            String id = "destination_" + word(name);
            remote(
                    id,
                    "destination " + name + " (" + destination.get("kind") + ")",
                    url,
                    settings.get("chirograph.residency.destinations." + name),
                    false);
            List<String> types = destination.keysBelow("types").stream()
                    .map(place -> destination.get("types" + place, ""))
                    .toList();
            String what = types.isEmpty() ? "events of all types" : "events " + String.join(", ", types);
            List<Load> sent = new ArrayList<>(List.of(Load.of(what, Form.FACTS)));
            if (destination.get("token") != null || destination.get("token-file") != null) {
                sent.add(secret("the destination's token"));
            }
            cross("api", id, way(url), sent.toArray(Load[]::new));
        }
    }

    private String storeWay(String id) {
        return crossings.stream()
                .filter(one -> one.from().equals(id))
                .map(Crossing::way)
                .findFirst()
                .orElse("file");
    }

    private void operations() {
        add("operators", "operators", Place.CALLERS, null, null);
        add("admin", "operators' API", Place.PROCESS, address("server", "8080"), null);
        cross("operators", "admin", arriving("server"), secret("tokens"), Load.of("orders", Form.FACTS));
        add("prometheus", "Prometheus and health checks", Place.CALLERS, null, null);
        add("ops", "health and metrics", Place.PROCESS, address("management.server", "8081"), null);
        cross(
                "ops",
                "prometheus",
                arriving("management.server"),
                Load.of("metrics and health, no content", Form.FACTS));
        String jwks = settings.get("chirograph.identity.operators.jwk-set-uri");
        if (jwks != null) {
            String declared = settings.get("chirograph.residency.issuers.operators");
            remote("issuer_operators", "operators' issuer", jwks, declared, false);
            cross("issuer_operators", "admin", way(jwks), Load.of("public keys", Form.DIGEST));
            String client = settings.get("chirograph.identity.operators.sign-in.client-id");
            if (client != null) {
                cross(
                        "admin",
                        "issuer_operators",
                        way(jwks),
                        secret("codes of sign-in"
                                + (settings.get("chirograph.identity.operators.sign-in.client-secret") == null
                                        ? ""
                                        : ", client secret")));
            }
        }
    }

    private void issuers(String group, String name) {
        String at = "chirograph.identity." + group + ".issuers";
        for (String place : settings.keysBelow(at)) {
            EffectiveSettings issuer = settings.below(at + place + ".");
            String id = "issuer_" + word(group + place);
            String keys = issuer.get("jwk-set-uri");
            String declared = settings.get("chirograph.residency.issuers." + group);
            if (keys == null) {
                add(id, name + " " + issuer.get("issuer-uri"), Place.MACHINE, issuer.get("jwk-set-file"), declared);
                cross(id, "gateway", "file", Load.of("public keys", Form.DIGEST));
            } else {
                remote(id, name + " " + issuer.get("issuer-uri"), keys, declared, false);
                cross(id, "gateway", way(keys), Load.of("public keys", Form.DIGEST));
            }
        }
    }

    // --- what crosses

    private static Load secret(String what) {
        return Load.of(what, Form.CREDENTIAL);
    }

    private List<String> classes() {
        return kept.stream().map(FlowReader::name).toList();
    }

    private static String name(Kept one) {
        return one.dataClass() == null ? KeptReader.NO_CLASS : one.dataClass();
    }

    private List<String> redacted() {
        return kept.stream()
                .filter(one ->
                        one.request().equals("redacted") || one.response().equals("redacted"))
                .map(FlowReader::name)
                .toList();
    }

    /// These, and what of calls is kept by class of data.
    private Load[] kept(Load... more) {
        List<Load> loads = new ArrayList<>(List.of(more));
        loads.addAll(content(false));
        return loads.toArray(Load[]::new);
    }

    /// @param opens whether what is encrypted is opened before
    private List<Load> content(boolean opens) {
        List<Load> loads = new ArrayList<>();
        for (boolean isRequest : new boolean[] {true, false}) {
            for (PayloadLevel level : PayloadLevel.values()) {
                List<String> of = kept.stream()
                        .filter(one -> (isRequest ? one.request() : one.response()).equals(level.wire()))
                        .map(FlowReader::name)
                        .toList();
                if (!of.isEmpty()) {
                    Form form = form(level);
                    loads.add(new Load(
                            "content of " + (isRequest ? "requests" : "responses"),
                            opens && form == Form.ENCRYPTED ? Form.CLEAR : form,
                            of));
                }
            }
        }
        return loads;
    }

    private static Form form(PayloadLevel level) {
        return switch (level) {
            case NOTHING -> Form.NOTHING;
            case DIGEST, REFERENCE -> Form.DIGEST;
            case REDACTED -> Form.REDACTED;
            case ENCRYPTED -> Form.ENCRYPTED;
            case CLEAR -> Form.CLEAR;
        };
    }

    // --- where it runs

    private void remote(String id, String name, String url, @Nullable String declared, boolean isOfOthers) {
        add(id, name, place(url, isOfOthers), url, declared);
    }

    private void add(String id, String name, Place place, @Nullable String address, @Nullable String declared) {
        if (components.stream().noneMatch(one -> one.id().equals(id))) {
            components.add(new Component(id, name, place, address, declared));
        }
    }

    private void cross(String from, String to, String way, Load... carries) {
        Component one = component(from);
        Component other = component(to);
        String boundary = boundary(one, other);
        crossings.add(new Crossing(from, to, boundary, way, List.of(carries)));
    }

    private Component component(String id) {
        return components.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no component " + id));
    }

    /// Who comes to an address of this machine alone is on it.
    private static String boundary(Component from, Component to) {
        if (from.place() == Place.CALLERS || to.place() == Place.CALLERS) {
            String address = String.valueOf(from.place() == Place.CALLERS ? to.address() : from.address());
            return LOOPBACK.contains(address.replaceAll(":\\d+$", "")) ? "process" : "machine";
        }
        return switch (from.place().compareTo(to.place()) > 0 ? from.place() : to.place()) {
            case CALLERS, PROCESS -> "none";
            case MACHINE -> "process";
            case NETWORK -> "machine";
            case ORGANISATION -> "organisation";
        };
    }

    /// @param isOfOthers whether somebody else runs it, if it is not on this machine
    private static Place place(String url, boolean isOfOthers) {
        if (LOOPBACK.contains(host(url))) {
            return Place.MACHINE;
        }
        return isOfOthers ? Place.ORGANISATION : Place.NETWORK;
    }

    private static String host(String url) {
        try {
            return String.valueOf(URI.create(url).getHost());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String way(String url) {
        String scheme = url.contains(":") ? url.substring(0, url.indexOf(':')) : url;
        return switch (scheme) {
            case "https" -> "HTTPS";
            case "tls" -> "TLS";
            default -> "plain HTTP";
        };
    }

    private String address(String server, String port) {
        return settings.get(server + ".address", "127.0.0.1") + ":" + settings.get(server + ".port", port);
    }

    private String arriving(String server) {
        String bundle = settings.get(server + ".ssl.bundle");
        if (bundle != null) {
            return "HTTPS (bundle " + bundle + ")";
        }
        String ends = settings.get("chirograph.tls.terminated-by");
        return ends == null ? "plain HTTP" : "plain HTTP behind " + ends;
    }

    private static String word(String name) {
        return name.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_|_$", "");
    }

    static Map<String, String> attributes(EffectiveSettings provider) {
        Map<String, String> attributes =
                new TreeMap<>(provider.below("attributes.").values());
        String region = provider.get("region");
        if (region != null) {
            attributes.putIfAbsent("region", region);
        }
        return attributes;
    }
}
