package io.chirograph.rgw;

import io.chirograph.Requirements;
import io.chirograph.archive.setup.BucketPolicies;
import io.chirograph.archive.setup.StoreKind;
import io.chirograph.e2e.GatewayProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/// A real object store with Object Lock for tests: Ceph RGW on loopback, one for each JVM, started when first
/// asked for and gone with the JVM.
public final class RgwServer implements AutoCloseable {
    private static final List<String> PROGRAMS =
            List.of("radosgw", "radosgw-admin", "ceph-mon", "ceph-osd", "ceph", "ceph-authtool", "monmaptool");
    private static @Nullable RgwServer shared;

    private final Process process;
    private final Map<String, String> facts;
    private final int port;

    private RgwServer(Process process, Map<String, String> facts, int port) {
        this.process = process;
        this.facts = facts;
        this.port = port;
    }

    /// The server of this JVM. Skips the calling test where Ceph is not installed.
    public static synchronized RgwServer shared() throws Exception {
        if (shared == null) {
            shared = another();
        }
        return shared;
    }

    /// One more server, which shares nothing with any other. Whoever asked closes it.
    public static RgwServer another() throws Exception {
        for (String program : PROGRAMS) {
            Requirements.require(isInstalled(program), program + " (Debian packages radosgw, ceph-mon, ceph-osd)");
        }
        return start();
    }

    @Override
    public void close() {
        stop(process);
    }

    /// `http://127.0.0.1:<port>`
    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /// Someone with a name in the store: `ADMIN` owns the buckets, `WRITER`, `AUDITOR` and `RETENTION` (who sees to
    /// retention and holds) get what a bucket's policy gives them.
    public String accessKey(String user) {
        return facts.get(user + "_ACCESS");
    }

    public String secretKey(String user) {
        return facts.get(user + "_SECRET");
    }

    /// With these variables a command reaches the store as this user.
    public Map<String, String> environment(String user) {
        return Map.of(
                "CHIROGRAPH_ARCHIVE_S3_ENDPOINT",
                endpoint(),
                "CHIROGRAPH_ARCHIVE_S3_PATH_STYLE",
                "true",
                "AWS_ACCESS_KEY_ID",
                accessKey(user),
                "AWS_SECRET_ACCESS_KEY",
                secretKey(user));
    }

    /// Where the server logs the operations on all buckets.
    public Path opsLog() {
        return Path.of(facts.get("OPS_LOG"));
    }

    /// How a gateway is told of a bucket here, as the writer.
    /// @param endpoint this server's, or that of a proxy before it
    public List<String> archive(String bucket, String prefix, Object endpoint) {
        return List.of(
                "--chirograph.archive.type=s3",
                "--chirograph.archive.s3.bucket=" + bucket,
                "--chirograph.archive.s3.prefix=" + prefix,
                "--chirograph.archive.s3.endpoint=" + endpoint,
                "--chirograph.archive.s3.path-style=true",
                "--chirograph.archive.s3.access-key-id=" + accessKey("WRITER"),
                "--chirograph.archive.s3.secret-access-key=" + secretKey("WRITER"),
                "--chirograph.archive.retention=P1D");
    }

    /// A client of the buckets' owner.
    public S3Client admin() {
        return RgwClients.open(this, "ADMIN");
    }

    /// A client of the identity that writes the archive.
    public S3Client writer() {
        return RgwClients.open(this, "WRITER");
    }

    /// The identities' names for a bucket's policy, and what else `deploy/policies/ceph` asks for.
    public static Map<String, String> placeholders(String bucket, String prefix) {
        return Map.of(
                "BUCKET",
                bucket,
                "PREFIX",
                prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
                "WRITER",
                "arn:aws:iam:::user/writer",
                "AUDITOR",
                "arn:aws:iam:::user/auditor",
                "RETENTION_MANAGER",
                "arn:aws:iam:::user/retention",
                "ADMINISTRATOR",
                "arn:aws:iam:::user/admin");
    }

    /// Gives `WRITER`, `AUDITOR` and `RETENTION` the rights of `deploy/policies/ceph` below `prefix`. The owner
    /// keeps every right, so that a test can do harm.
    public void allowWriter(String bucket, String prefix) {
        allowWriter(bucket, prefix, "writer");
    }

    /// The same with another writer.
    ///
    /// @param user its name in the store
    public void allowWriter(String bucket, String prefix, String user) {
        Map<String, String> values = new HashMap<>(placeholders(bucket, prefix));
        values.put("WRITER", "arn:aws:iam:::user/" + user);
        putPolicy(
                bucket,
                BucketPolicies.merged(List.of(
                        BucketPolicies.file(StoreKind.CEPH, "writer.json", values),
                        BucketPolicies.file(StoreKind.CEPH, "auditor.json", values),
                        BucketPolicies.file(StoreKind.CEPH, "retention-manager.json", values),
                        everything(bucket, "admin"))));
    }

    /// Gives all four identities the rights of `deploy/policies/ceph` below `prefix`, and nobody any other.
    public void allowAll(String bucket, String prefix) {
        putPolicy(bucket, BucketPolicies.ofBucket(StoreKind.CEPH, placeholders(bucket, prefix)));
    }

    /// Lets one more user do everything in a bucket.
    public void allow(String bucket, String user) {
        putPolicy(bucket, everything(bucket, user));
    }

    private static String everything(String bucket, String user) {
        return """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam:::user/U"},
               "Action": "s3:*", "Resource": ["arn:aws:s3:::B", "arn:aws:s3:::B/*"]}]}
            """.replace(":::B", ":::" + bucket).replace("user/U", "user/" + user);
    }

    private void putPolicy(String bucket, String policy) {
        try (S3Client admin = admin()) {
            admin.putBucketPolicy(request -> request.bucket(bucket).policy(policy));
        }
    }

    /// A client of whoever has this name in the store.
    public S3Client client(String user) {
        return RgwClients.open(this, user);
    }

    /// Runs `radosgw-admin` on this server; its output is thrown away.
    public void administer(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("radosgw-admin", "-c", facts.get("CONF"), "-n", "client.admin"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("failed: radosgw-admin " + arguments[0] + " " + arguments[1]);
        }
    }

    /// A new bucket, with Object Lock (and so with versions) or without both; answers its name.
    public String createBucket(boolean locked) {
        String bucket = "b-" + UUID.randomUUID();
        try (S3Client admin = admin()) {
            admin.createBucket(request -> request.bucket(bucket).objectLockEnabledForBucket(locked ? true : null));
        }
        return bucket;
    }

    private static RgwServer start() throws Exception {
        Path script = Path.of(RgwServer.class.getResource("/rgw/run.sh").toURI());
        int[] ports = freePorts();
        Process process = new ProcessBuilder("bash", script.toString(), "" + ports[0], "" + ports[1], "" + ports[2])
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process), "rgw-stop"));
        Map<String, String> facts = new HashMap<>();
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); !"ready".equals(line); line = out.readLine()) {
            if (line == null) {
                throw new IllegalStateException("Ceph RGW did not start; see standard error");
            }
            String[] fact = line.split("=", 2);
            facts.put(fact[0], fact[1]);
        }
        return new RgwServer(process, facts, ports[0]);
    }

    private static void stop(Process process) {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }

    /// Of those that systems give no connection: a store takes some seconds until it listens.
    private static int[] freePorts() throws IOException {
        Set<Integer> ports = new TreeSet<>();
        while (ports.size() < 3) {
            ports.add(GatewayProcess.freePort());
        }
        return ports.stream().mapToInt(Integer::intValue).toArray();
    }

    private static boolean isInstalled(String program) {
        for (String directory : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
