package io.chirograph.rgw;

import io.chirograph.Requirements;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/// A real object store with Object Lock for tests: Ceph RGW on loopback, one for each JVM, started when first
/// asked for and gone with the JVM.
public final class RgwServer {
    private static final List<String> PROGRAMS =
            List.of("radosgw", "radosgw-admin", "ceph-mon", "ceph-osd", "ceph", "ceph-authtool", "monmaptool");
    private static @Nullable RgwServer shared;

    private final Map<String, String> facts;
    private final int port;

    private RgwServer(Map<String, String> facts, int port) {
        this.facts = facts;
        this.port = port;
    }

    /// The server of this JVM. Skips the calling test where Ceph is not installed.
    public static synchronized RgwServer shared() throws Exception {
        for (String program : PROGRAMS) {
            Requirements.require(isInstalled(program), program + " (Debian packages radosgw, ceph-mon, ceph-osd)");
        }
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /// `http://127.0.0.1:<port>`
    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /// Someone with a name in the store: `ADMIN` owns the buckets, `WRITER` and `AUDITOR` get what a bucket's
    /// policy gives them.
    public String accessKey(String user) {
        return facts.get(user + "_ACCESS");
    }

    public String secretKey(String user) {
        return facts.get(user + "_SECRET");
    }

    /// A client of the buckets' owner.
    public S3Client admin() {
        return RgwClients.open(this, "ADMIN");
    }

    /// A client of the identity that writes the archive.
    public S3Client writer() {
        return RgwClients.open(this, "WRITER");
    }

    /// Lets `WRITER` write once below `prefix` and read back what it wrote, and nothing else; `AUDITOR` may read
    /// and list. The owner keeps every right, also over what the writer put.
    public void allowWriter(String bucket, String prefix) {
        String policy = """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam:::user/admin"},
                   "Action": "s3:*", "Resource": ["arn:aws:s3:::B", "arn:aws:s3:::B/*"]},
                  {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam:::user/writer"},
                   "Action": ["s3:PutObject", "s3:PutObjectRetention", "s3:GetObject", "s3:GetObjectVersion",
                              "s3:GetObjectRetention"],
                   "Resource": "arn:aws:s3:::B/P*"},
                  {"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam:::user/writer"},
                   "Action": ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention",
                              "s3:PutObjectLegalHold", "s3:PutObjectAcl", "s3:PutObjectVersionAcl"],
                   "Resource": "arn:aws:s3:::B/*"},
                  {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam:::user/auditor"},
                   "Action": ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectRetention"],
                   "Resource": "arn:aws:s3:::B/P*"},
                  {"Effect": "Allow",
                   "Principal": {"AWS": ["arn:aws:iam:::user/writer", "arn:aws:iam:::user/auditor"]},
                   "Action": ["s3:ListBucket", "s3:ListBucketVersions"], "Resource": "arn:aws:s3:::B"}]}
                """.replace(":::B", ":::" + bucket).replace("/P*", "/" + prefix + "*");
        try (S3Client admin = admin()) {
            admin.putBucketPolicy(request -> request.bucket(bucket).policy(policy));
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
        return new RgwServer(facts, ports[0]);
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

    private static int[] freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
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
