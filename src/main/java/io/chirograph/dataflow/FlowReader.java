package io.chirograph.dataflow;

import io.chirograph.dataflow.DataFlow.Crossing;
import io.chirograph.dataflow.DataFlow.Form;
import io.chirograph.dataflow.DataFlow.Kept;
import io.chirograph.dataflow.DataFlow.Load;
import io.chirograph.dataflow.DataFlow.Place;
import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.eval.PolicyVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Works out what there is and what crosses, of settings and policy. One thread at a time.
final class FlowReader {
    private static final String PROVIDERS = "chirograph.gateway.providers";
    private static final String DESTINATIONS = "chirograph.forwarding.destinations";
    private static final String SCANNERS = "chirograph.content.redaction.scanners";

    /// What an auditors' process sees of content is up to the policy of the gateways, which it does not know.
    private static final List<Load> OF_OTHERS =
            List.of(Load.of("content as the gateways' policy keeps it, at most", Form.CLEAR));

    private final EffectiveSettings settings;
    private final @Nullable PolicyVersion policy;
    private final List<Kept> kept;
    private final FlowGraph graph = new FlowGraph();
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
        return new DataFlow(
                settings.digest(),
                policy == null ? null : policy.digest(),
                graph.components(),
                graph.crossings(),
                kept,
                KeptReader.readers(settings, kept, isAuditor),
                KeptReader.retention(settings),
                settings.values());
    }

    private boolean isKafka() {
        return "kafka".equals(settings.get("chirograph.journal.type"));
    }

    private String toJournal() {
        return isKafka() ? "Kafka" : "file";
    }

    private void log() {
        String dir = settings.get("chirograph.data-dir", "./data");
        boolean isKafka = isKafka();
        graph.add(
                "journal",
                isKafka ? "journal (Kafka)" : "journal",
                isKafka ? Place.NETWORK : Place.MACHINE,
                isKafka
                        ? settings.get("chirograph.journal.kafka.topic")
                        : settings.get("chirograph.journal.directory", dir + "/journal"),
                null);
        graph.add("exporter", "exporter", Place.PROCESS, settings.get("chirograph.log.origin"), null);
        graph.add("log_key", "log signing key", Place.MACHINE, settings.get("chirograph.log.signing-key"), null);
        graph.cross("log_key", "exporter", "file", FlowGraph.secret("private key that signs the log"));
    }

    private void calls() {
        graph.add("applications", "applications", Place.CALLERS, null, null);
        graph.add("gateway", "gateway", Place.PROCESS, address("server", "8080"), null);
        List<String> all = classes();
        graph.cross(
                "applications",
                "gateway",
                arriving("server"),
                new Load("requests, metadata", Form.CLEAR, all),
                FlowGraph.secret("gateway keys, tokens"));
        graph.cross("gateway", "applications", arriving("server"), new Load("responses, receipts", Form.CLEAR, all));
        graph.cross("gateway", "journal", toJournal(), kept(Load.of("events", Form.FACTS)));
        graph.cross("gateway", "exporter", "memory", Load.of("lengths and numbers of records", Form.FACTS));
        ProviderFlows providers = new ProviderFlows(settings, policy, graph);
        for (String name : settings.keysBelow(PROVIDERS)) {
            providers.provider(name, settings.below(PROVIDERS + "." + name + "."));
        }
        settings.keysBelow("chirograph.reconciliation.providers").forEach(providers::reconciliation);
        graph.cross(
                "content_keys",
                "gateway",
                state(settings.get("chirograph.data-dir", "./data")),
                FlowGraph.secret("keys of pseudonyms, keyed digests and erasable content"));
        for (String place : settings.keysBelow(SCANNERS)) {
            EffectiveSettings scanner = settings.below(SCANNERS + place + ".");
            String id = "scanner_" + FlowGraph.word(scanner.get("name", place));
            graph.remote(id, "redaction scanner " + scanner.get("name", place), scanner.get("url", ""), null, false);
            graph.cross(
                    "gateway",
                    id,
                    FlowGraph.way(scanner.get("url", "")),
                    new Load("texts of bodies that are to be redacted or looked through", Form.CLEAR, redacted()));
        }
        issuers("callers", "callers' issuer");
        issuers("end-users", "end users' issuer");
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
                    "archive_" + FlowGraph.word(name),
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
        graph.cross("journal", "exporter", toJournal(), kept(Load.of("events", Form.FACTS)));
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
            way = endpoint == null ? "HTTPS" : FlowGraph.way(endpoint);
            Place place = endpoint == null ? Place.ORGANISATION : FlowGraph.place(endpoint, false);
            graph.add(id, name, place, bucket + " at " + (endpoint == null ? "AWS" : endpoint), where);
        } else {
            String directory = settings.get("chirograph.data-dir", "./data") + "/archive";
            graph.add(id, name, Place.MACHINE, archive.get("directory", directory), where);
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
            graph.cross(
                    "exporter",
                    id,
                    way + ", " + lock + key,
                    kept(Load.of("events, in segments", Form.FACTS), Load.of("tree and checkpoints", Form.DIGEST)));
        }
        if (isAuditor) {
            graph.add("monitor", "monitor", Place.PROCESS, null, null);
            graph.cross(id, "monitor", way, Load.of("events, tree and checkpoints, to be verified", Form.FACTS));
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
            graph.add(id, name, Place.MACHINE, file, null);
        } else {
            graph.add(id, name, graph.component(of).place(), "s3://" + bucket, region.isEmpty() ? null : region);
        }
        graph.add("follower", "follower of access logs", Place.PROCESS, null, null);
        graph.cross(id, "follower", isFile ? "file" : "HTTPS", Load.of("who asked the store for what", Form.FACTS));
        graph.cross("follower", "journal", toJournal(), Load.of("events about direct reads", Form.FACTS));
    }

    private void confirmations() {
        for (String name : settings.keysBelow("chirograph.witnesses")) {
            String url = settings.get("chirograph.witnesses." + name + ".url");
            if (url != null) {
                String id = "witness_" + FlowGraph.word(name);
                graph.remote(id, "witness " + name, url, null, true);
                graph.cross(
                        "exporter", id, FlowGraph.way(url), Load.of("checkpoints, consistency proofs", Form.DIGEST));
                graph.cross(id, "exporter", FlowGraph.way(url), Load.of("cosignatures", Form.DIGEST));
            }
        }
        String authority = settings.get("chirograph.timestamps.url");
        if (authority != null) {
            graph.remote("time_stamps", "time stamp authority", authority, null, true);
            graph.cross(
                    "exporter", "time_stamps", FlowGraph.way(authority), Load.of("hash of a checkpoint", Form.DIGEST));
            graph.cross("time_stamps", "exporter", FlowGraph.way(authority), Load.of("time stamps", Form.DIGEST));
        }
    }

    /// How keys are reached, and what else gateways may share.
    private String state(String dir) {
        EffectiveSettings state = settings.below("chirograph.state.");
        if (!"postgresql".equals(state.get("type"))) {
            graph.add("content_keys", "content keys (tenants, persons)", Place.MACHINE, dir, null);
            return "file";
        }
        String way = database("content_keys", "shared state", state);
        graph.cross(
                "gateway",
                "content_keys",
                way,
                Load.of("hashes of gateway keys, switches, grants, ids of objects and their tenants", Form.FACTS));
        return way;
    }

    private String database(String id, String name, EffectiveSettings of) {
        graph.remote(id, name, of.get("url", "").replaceFirst("^jdbc:", ""), null, false);
        return "disable".equals(of.get("tls")) ? "plain PostgreSQL" : "PostgreSQL over TLS";
    }

    /// How the index is reached.
    private String index(String dir) {
        EffectiveSettings index = settings.below("chirograph.query.index.");
        String name = "query index";
        if (!"postgresql".equals(index.get("type"))) {
            graph.add("index", name, Place.MACHINE, settings.get("chirograph.query.directory", dir + "/index"), null);
            return "file";
        }
        return database("index", name, index);
    }

    private void auditors() {
        String dir = settings.get("chirograph.data-dir", "./data");
        graph.add("auditors", "auditors", Place.CALLERS, null, null);
        graph.add("api", "auditors' API and console", Place.PROCESS, address("server", "8080"), null);
        String way = index(dir);
        String archive =
                settings.below("chirograph.query.source.").values().isEmpty() ? "archive_main" : "archive_source";
        List<Load> loads = new ArrayList<>(List.of(Load.of("events, tree and checkpoints", Form.FACTS)));
        loads.addAll(isGateway ? content(false) : OF_OTHERS);
        graph.cross(archive, "api", storeWay(archive), loads.toArray(Load[]::new));
        graph.cross("api", "index", way, Load.of("events", Form.FACTS));
        graph.cross("index", "api", way, Load.of("events", Form.FACTS));
        List<Load> shown = new ArrayList<>(List.of(Load.of("events, proofs, evidence", Form.FACTS)));
        boolean opens = settings.get("chirograph.content.private-key") != null;
        shown.addAll(isGateway ? content(opens) : OF_OTHERS);
        graph.cross("api", "auditors", arriving("server"), shown.toArray(Load[]::new));
        graph.cross("api", "journal", toJournal(), Load.of("events about each read", Form.FACTS));
        for (String name : settings.keysBelow(DESTINATIONS)) {
            EffectiveSettings destination = settings.below(DESTINATIONS + "." + name + ".");
            String url = destination.get("url", "");
            String id = "destination_" + FlowGraph.word(name);
            graph.remote(
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
                sent.add(FlowGraph.secret("the destination's token"));
            }
            graph.cross("api", id, FlowGraph.way(url), sent.toArray(Load[]::new));
        }
    }

    private String storeWay(String id) {
        return graph.crossings().stream()
                .filter(one -> one.from().equals(id))
                .map(Crossing::way)
                .findFirst()
                .orElse("file");
    }

    private void operations() {
        graph.add("operators", "operators", Place.CALLERS, null, null);
        graph.add("admin", "operators' API", Place.PROCESS, address("server", "8080"), null);
        graph.cross(
                "operators", "admin", arriving("server"), FlowGraph.secret("tokens"), Load.of("orders", Form.FACTS));
        graph.add("prometheus", "Prometheus and health checks", Place.CALLERS, null, null);
        graph.add("ops", "health and metrics", Place.PROCESS, address("management.server", "8081"), null);
        graph.cross(
                "ops",
                "prometheus",
                arriving("management.server"),
                Load.of("metrics and health, no content", Form.FACTS));
        String jwks = settings.get("chirograph.identity.operators.jwk-set-uri");
        if (jwks != null) {
            String declared = settings.get("chirograph.residency.issuers.operators");
            graph.remote("issuer_operators", "operators' issuer", jwks, declared, false);
            graph.cross("issuer_operators", "admin", FlowGraph.way(jwks), Load.of("public keys", Form.DIGEST));
            String client = settings.get("chirograph.identity.operators.sign-in.client-id");
            if (client != null) {
                graph.cross(
                        "admin",
                        "issuer_operators",
                        FlowGraph.way(jwks),
                        FlowGraph.secret("codes of sign-in"
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
            String id = "issuer_" + FlowGraph.word(group + place);
            String keys = issuer.get("jwk-set-uri");
            String declared = settings.get("chirograph.residency.issuers." + group);
            if (keys == null) {
                graph.add(
                        id, name + " " + issuer.get("issuer-uri"), Place.MACHINE, issuer.get("jwk-set-file"), declared);
                graph.cross(id, "gateway", "file", Load.of("public keys", Form.DIGEST));
            } else {
                graph.remote(id, name + " " + issuer.get("issuer-uri"), keys, declared, false);
                graph.cross(id, "gateway", FlowGraph.way(keys), Load.of("public keys", Form.DIGEST));
            }
        }
    }

    // --- what crosses

    private List<String> classes() {
        return kept.stream().map(FlowReader::name).toList();
    }

    private static String name(Kept one) {
        return one.dataClass() == null ? DataFlow.Kept.NO_CLASS : one.dataClass();
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
}
