package io.chirograph.report;

import io.chirograph.dataflow.DataFlow;
import io.chirograph.dataflow.DataFlow.Component;
import io.chirograph.dataflow.DataFlow.Place;
import io.chirograph.event.EventType;
import io.chirograph.report.StatementOfWork.Clause;
import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Fills the clauses of a statement of work of what a configuration says.
record SowClauses(DataFlow flow) {
    /// What of a deployment is quoted: who does what, where, and what is kept how.
    private static final Pattern EXCERPT =
            Pattern.compile("chirograph\\.(?:roles|environment|residency\\..*|log\\.origin"
                    + "|archive\\..*|archives\\..*|query\\.source\\..*|gateway\\.providers\\.[^.]+\\.(?:base-url|region|attributes\\..*)"
                    + "|identity\\.[a-z-]+\\.(?:issuer-uri|issuers\\[\\d+]\\.issuer-uri)|witnesses\\..*|timestamps\\.url"
                    + "|tls\\.terminated-by)|(?:management\\.)?server\\.(?:address|port|ssl\\.bundle)");

    List<Clause> all() {
        List<Clause> all = new ArrayList<>();
        all.add(limits());
        all.add(scope());
        all.add(handling());
        all.add(crossings());
        all.add(schema());
        all.add(immutability());
        all.add(queries());
        all.add(access());
        all.add(regions());
        all.add(excerpts());
        all.add(retention());
        all.add(destruction());
        all.add(property());
        all.add(lift());
        return all;
    }

    private String get(String name, String otherwise) {
        return flow.settings().getOrDefault(name, otherwise);
    }

    /// Whether some part has an id that begins so: settings have defaults where nothing is configured.
    private boolean isPart(String id) {
        return flow.components().stream().anyMatch(one -> one.id().startsWith(id));
    }

    private boolean isGateway() {
        return flow.policy() != null;
    }

    private static String list(List<String> lines) {
        return String.join("\n", lines.stream().map(line -> "- " + line).toList());
    }

    private Clause limits() {
        List<String> limits = new ArrayList<>();
        limits.add(
                "This annex states what the configuration with the digest above does. It is no legal advice, and what an"
                        + " agreement promises beyond it is for the parties to keep.");
        limits.add("What reaches a provider by another way than this gateway is not in the log."
                + (isPart("usage_report_")
                        ? " Reports of usage by providers are compared with the log (`usage.reconciled`)."
                        : " No report of usage by a provider is compared with the log."));
        if (archives().stream().anyMatch(at -> !"s3".equals(get(at + "type", "")))) {
            limits.add(
                    "An archive is a directory, which is not WORM: whoever owns it can delete. Verification finds what was"
                            + " changed, and needs a checkpoint from outside to find that the end was cut off.");
        }
        limits.add(
                "A lock binds the users of a store. Whoever runs the store below it, or owns its disks, is not bound.");
        limits.add(
                isPart("witness_")
                        ? "Witnesses are configured: a second history needs their signatures, too."
                        : "No witness is configured: whoever holds the signing key could show two readers two histories."
                                + " A checkpoint that is kept elsewhere binds them from then on.");
        limits.add(
                isPart("time_stamps")
                        ? "Times of events are this machine's; an authority's time stamps bound them from above."
                        : "Times of events are this machine's, and nobody else confirms them.");
        limits.add(
                "Regions are declared by whoever configures. What a store or an answer says of itself is recorded beside"
                        + " it, and is a claim of others.");
        limits.add(
                "The journal, the index and what waits to be exported lie on this machine's disk as they are; encrypting"
                        + " that disk is the operator's.");
        if (!"production".equals(get("chirograph.environment", ""))) {
            limits.add("The environment is `" + get("chirograph.environment", "not set")
                    + "`, not `production`: it is not meant for other people's data.");
        }
        return new Clause("limits", "What this does not promise", List.of(list(limits)), List.of(), List.of());
    }

    private Clause scope() {
        List<List<String>> rows = flow.components().stream()
                .map(one -> List.of(one.name(), one.place().words(), address(one)))
                .toList();
        return new Clause(
                "scope",
                "Scope",
                List.of(
                        "One process with the roles " + get("chirograph.roles", "") + " writes the log `"
                                + get("chirograph.log.origin", "(made in development)") + "`."
                                + (isGateway()
                                        ? " Every call that goes through it to a provider in this list is recorded before it"
                                                + " is sent on; a call that cannot be recorded is refused."
                                        : " It takes no calls; it serves those who audit."),
                        "The parts that have to do with the data:"),
                List.of("part", "where", "address"),
                rows);
    }

    private static String address(Component one) {
        return one.address() == null ? "" : "`" + one.address() + "`";
    }

    private Clause handling() {
        List<List<String>> rows = flow.kept().stream().map(DataFlow.Kept::cells).toList();
        return new Clause(
                "data-handling",
                "Data handling",
                List.of(
                        isGateway()
                                ? "At most this is kept of a call, by the class of its data; a rule of the policy or the caller"
                                        + " may have less kept. What a class demands of a provider decides where its calls may go."
                                : "This process takes no calls; the annex of the gateway says what is kept of them."),
                isGateway()
                        ? List.of(
                                "class",
                                "request",
                                "response",
                                "digests",
                                "identifying fields",
                                "erasable",
                                "records kept as",
                                "content kept as",
                                "providers must have")
                        : List.of(),
                rows);
    }

    private Clause crossings() {
        List<List<String>> rows = new ArrayList<>();
        for (DataFlow.Crossing one : flow.crossings()) {
            if (one.boundary().equals("organisation")) {
                one.carries()
                        .forEach(load -> rows.add(List.of(
                                flow.component(one.from()).name(),
                                flow.component(one.to()).name(),
                                one.way(),
                                load.what(),
                                load.form().wire(),
                                String.join(", ", load.classes()))));
            }
        }
        return new Clause(
                "transfers",
                "What leaves the organisation",
                List.of("All crossings, those inside included, are in the data-flow paper of the same configuration"
                        + " (`chirograph dataflow`)."),
                List.of("from", "to", "way", "what", "form", "classes of data"),
                rows);
    }

    private static Clause schema() {
        List<List<String>> rows = Arrays.stream(EventType.values())
                .map(type -> List.of("`" + type.wire() + "`", "`" + type.schema() + "`", schemaDigest(type)))
                .toList();
        return new Clause(
                "audit-schema",
                "Audit schema",
                List.of(
                        "Each event is one CloudEvents 1.0 object in canonical JSON (RFC 8785), described by a JSON Schema"
                                + " (2020-12) that the process serves (`/audit/v1/schemas`). A schema's version grows only with a change"
                                + " that a reader of the former one could not read."),
                List.of("event", "schema", "SHA-256 of its file"),
                rows);
    }

    private static String schemaDigest(EventType type) {
        try (InputStream file = SowClauses.class.getResourceAsStream("/schema/" + type.wire() + ".json")) {
            return file == null ? "" : Sha256.hex(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> archives() {
        List<String> all = new ArrayList<>(List.of("chirograph.archive."));
        flow.settings().keySet().stream()
                .filter(name -> name.startsWith("chirograph.archives."))
                .map(name -> name.replaceFirst("^(chirograph\\.archives\\.[^.]+\\.).*", "$1"))
                .distinct()
                .forEach(all::add);
        return all;
    }

    private Clause immutability() {
        List<List<String>> rows = new ArrayList<>();
        for (String at : archives()) {
            boolean isBucket = "s3".equals(get(at + "type", ""));
            String name = at.equals("chirograph.archive.") ? "main" : at.split("\\.", -1)[2];
            String mode = get(at + "lock-mode", "none").toUpperCase(Locale.ROOT);
            String tier = get(at + "require-tier", "");
            rows.add(List.of(
                    name,
                    isBucket ? "`s3://" + get(at + "s3.bucket", "") + "`" : "a directory",
                    isBucket ? mode : "none",
                    tier.isEmpty()
                            ? "no: what the locks are worth is tried and shown"
                            : "yes: " + tier.toUpperCase(Locale.ROOT).replace('_', '-')));
        }
        return new Clause(
                "immutability",
                "Immutability",
                List.of(
                        "Every event is a leaf of one append-only Merkle tree (RFC 9162), whose heads are signed with Ed25519"
                                + " (C2SP signed notes and tiles). Objects are written once, under names that are never used again."
                                + " `chirograph verify` recomputes leaves, roots and signatures from the objects and the public key"
                                + " alone.",
                        "The archives, and whether a process starts without the lock that is asked for:"),
                List.of("archive", "store", "lock", "required"),
                rows);
    }

    private Clause queries() {
        String at = "`http" + (flow.settings().containsKey("server.ssl.bundle") ? "s" : "") + "://"
                + get("server.address", "127.0.0.1") + ":" + get("server.port", "8080");
        boolean serves = isPart("api");
        List<List<String>> rows = new ArrayList<>();
        if (serves) {
            rows.add(List.of(
                    "search, events, calls, proofs",
                    at + "/audit/v1`",
                    "JSON; OpenAPI 3.1 at `/audit/v1/openapi.json`"));
            rows.add(List.of("exports", at + "/audit/v1/exports`", "CSV and JSON Lines, each with a manifest"));
            rows.add(List.of(
                    "evidence to carry away",
                    at + "/audit/v1/evidence`",
                    "a zip that `chirograph verify-evidence` judges offline"));
            rows.add(List.of("report of a period", at + "/audit/v1/report`", "HTML, JSON, OSCAL, CycloneDX, evidence"));
            rows.add(List.of("console", at + "/console`", "web pages for people"));
        }
        rows.add(List.of(
                "the objects themselves",
                "the archive",
                "JSON Lines in zstd by date: Athena, Trino, Spark, DuckDB, a shell"));
        rows.add(List.of("offline", "a copy of the archive", "`chirograph verify`, `search`, `verify-export`"));
        return new Clause(
                "query-interface",
                "Query interface",
                List.of(
                        serves
                                ? "Every read is an event (`audit.read`) that is durable before the first byte of the answer."
                                : "This process serves no auditors; an auditors' process does."),
                List.of("what", "where", "as"),
                rows);
    }

    private Clause access() {
        return new Clause(
                "access",
                "Access model",
                List.of("Who enters is an event (`access.authenticated`), refusals included."),
                List.of("who", "reads", "by"),
                flow.readers().stream()
                        .map(one -> List.of(one.who(), one.reads(), one.how()))
                        .toList());
    }

    private Clause regions() {
        String allowed = String.join(
                ", ",
                flow.settings().tailMap("chirograph.residency.allowed").entrySet().stream()
                        .takeWhile(one -> one.getKey().startsWith("chirograph.residency.allowed"))
                        .map(Map.Entry::getValue)
                        .toList());
        return new Clause(
                "regions",
                "Regions",
                List.of(
                        allowed.isEmpty()
                                ? "No region is prescribed (`chirograph.residency.allowed` is not set)."
                                : "The process starts only where every part declares one of: " + allowed + "."),
                List.of("part", "where", "address", "declared region"),
                flow.components().stream()
                        .filter(one -> one.place().compareTo(Place.MACHINE) > 0)
                        .map(one -> List.of(one.name(), one.place().words(), address(one), one.region()))
                        .toList());
    }

    private Clause excerpts() {
        return new Clause(
                "deployment",
                "Excerpts of the deployment",
                List.of(
                        "Settings as they are in force, defaults included; `(set)` stands for a secret. All of them are in the"
                                + " data-flow paper, and their SHA-256 is the digest above."),
                List.of("setting", "value"),
                flow.settings().entrySet().stream()
                        .filter(one -> EXCERPT.matcher(one.getKey()).matches())
                        .map(one -> List.of("`" + one.getKey() + "`", one.getValue()))
                        .toList());
    }

    private Clause retention() {
        return new Clause(
                "retention",
                "Retention",
                List.of(
                        "Each object has a lock until the end of the longest class that applies to it. Nothing in the program"
                                + " shortens a lock."),
                List.of("class", "keeps for", "lock", "by configuration"),
                flow.retention().stream()
                        .map(one -> List.of(one.name(), one.keeps(), one.lock(), String.join(", ", one.of())))
                        .toList());
    }

    private Clause destruction() {
        boolean erases = flow.kept().stream().anyMatch(DataFlow.Kept::erasable);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "content about one person",
                erases
                        ? "an erasure (`POST /admin/v1/erasures`) destroys the keys that the content takes; a hold forbids it"
                        : "no class of data is erasable here: it goes with its retention",
                erases
                        ? "`erasure.requested`, `key.destroyed`, `payload.erased` in the signed log; `chirograph verify"
                                + " --payloads` counts it as erased"
                        : ""));
        rows.add(
                List.of(
                        "copies of keys",
                        "a copy of the key store has a stated life, after which it is destroyed",
                        "the record of whoever keeps the copies; `content-keys restore` brings back no key that was destroyed"));
        rows.add(List.of(
                "content and events whose time is over",
                "the store's lifecycle rule (`archive init --lifecycle`), or a person with that right, deletes what no lock"
                        + " holds any more",
                "`chirograph verify` says `expired` of what is gone, and fails where it went too early"));
        rows.add(List.of(
                "everything, at the end of the contract",
                "the log is carried to its owner (`archive copy`), the process is stopped, keys of content are destroyed; the"
                        + " bucket is deleted when its last lock has ended",
                "the last signed checkpoint, the verification of the copy, `key.destroyed` of each key, and the store's answer"
                        + " that the bucket is gone"));
        rows.add(List.of(
                "credentials and signing keys",
                "revoked at their issuer, deleted where they stand",
                "`key.rotated`, and the record of the issuer"));
        rows.add(List.of(
                "journal, index and spool",
                "deleted with the disk; what is exported is in the archive",
                "the record of whoever destroys the medium (NIST SP 800-88)"));
        return new Clause(
                "destruction",
                "Destruction, with proof of completion",
                List.of(
                        "Tiles, checkpoints, cosignatures and time stamps stay as long as the log: they hold hashes, and prove"
                                + " that nothing else was removed."),
                List.of("what", "how", "proof that it is done"),
                rows);
    }

    private static Clause property() {
        return new Clause(
                "handover",
                "What is handed over",
                List.of(
                        "Nothing of the log depends on the program going on: its formats are public (CloudEvents, RFC 8785, RFC"
                                + " 9162, C2SP notes and tiles, JSON Lines, zstd), and two verifiers that share no code come with it."),
                List.of("what", "whose", "as"),
                List.of(
                        List.of(
                                "events, content, evidence, reports",
                                "the organisation's",
                                "the archive, and exports of it"),
                        List.of("configuration, policy, prices", "the organisation's", "files beside the launcher"),
                        List.of(
                                "keys of the log and of content",
                                "the organisation's",
                                "files, and what the organisation keeps of them"),
                        List.of("the program, its documentation and tests", "under Apache-2.0", "source and jar"),
                        List.of(
                                "what it is built of",
                                "under the licences of its parts",
                                "a CycloneDX list, in the jar's build"),
                        List.of(
                                "this annex, the data flow, the controls",
                                "the organisation's",
                                "made again by `chirograph sow`, `dataflow`, `controls`")));
    }

    private Clause lift() {
        List<String> steps = new ArrayList<>(
                List.of(
                        "The team that takes over makes a bucket and four identities (`chirograph archive init`), a signing key, and a"
                                + " client at its own issuer.",
                        "Its process starts from its own `config/application.yml` and `config/policy.yml`; DNS leads applications to it."));
        for (String at : archives()) {
            String from = at.equals("chirograph.archive.") ? "main" : at.split("\\.", -1)[2];
            if (from.equals("main")) {
                steps.add(
                        "The log is carried: `chirograph archive copy --from main --to ARCHIVE --key VKEY`. Locks are kept or"
                                + " lengthened, what was interrupted goes on, and the copy is verified.");
            } else {
                steps.add("Archive `" + from + "` gets the same objects, and can be carried in its place (`--from "
                        + from + "`).");
            }
        }
        steps.add(
                "`chirograph verify` with both keys, at the new place, is the acceptance. docs/lift.md has every step.");
        return new Clause("lift", "Lift path", List.of(list(steps)), List.of(), List.of());
    }
}
