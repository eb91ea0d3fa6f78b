package io.chirograph.standin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A time stamping authority played by `openssl ts`, with keys of its own in a directory.
public final class OpenSslTimeStamps {
    private static final String CONFIGURATION = """
        [tsa]
        default_tsa = authority
        [authority]
        serial = serial
        crypto_device = builtin
        signer_cert = tsa.pem
        certs = ca.pem
        signer_key = tsa.key
        signer_digest = sha256
        default_policy = 1.3.6.1.4.1.55555.2
        digests = sha256, sha384, sha512
        accuracy = secs:1
        ess_cert_id_alg = sha256
        ess_cert_id_chain = no
        [extensions]
        extendedKeyUsage = critical,timeStamping
        basicConstraints = CA:FALSE
        [req]
        distinguished_name = name
        [name]
        """;

    private final Path directory;

    private OpenSslTimeStamps(Path directory) {
        this.directory = directory;
    }

    public static boolean isAvailable() {
        try {
            return run(Path.of("."), "version") == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// Makes a root and an authority in `directory`.
    public static OpenSslTimeStamps create(Path directory) throws IOException {
        Files.writeString(directory.resolve("ts.cnf"), CONFIGURATION);
        Files.writeString(directory.resolve("serial"), "01\n");
        require(
                directory,
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem",
                "-subj",
                "/CN=Test Root",
                "-days",
                "2",
                "-config",
                "ts.cnf",
                "-addext",
                "basicConstraints=critical,CA:TRUE");
        require(
                directory,
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "tsa.key",
                "-out",
                "tsa.csr",
                "-subj",
                "/CN=Test TSA",
                "-config",
                "ts.cnf");
        require(
                directory,
                "x509",
                "-req",
                "-in",
                "tsa.csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-set_serial",
                "2",
                "-days",
                "2",
                "-extfile",
                "ts.cnf",
                "-extensions",
                "extensions",
                "-out",
                "tsa.pem");
        return new OpenSslTimeStamps(directory);
    }

    /// The root's certificate.
    public Path trust() {
        return directory.resolve("ca.pem");
    }

    /// The answer over a file's bytes.
    public Path stamp(Path data) throws IOException {
        require(directory, "ts", "-query", "-data", data.toString(), "-sha256", "-cert", "-out", "made.tsq");
        return reply(directory.resolve("made.tsq"));
    }

    /// The answer to a request's bytes.
    public synchronized byte[] reply(byte[] request) throws IOException {
        return Files.readAllBytes(reply(Files.write(directory.resolve("received.tsq"), request)));
    }

    private Path reply(Path request) throws IOException {
        require(
                directory,
                "ts",
                "-reply",
                "-config",
                "ts.cnf",
                "-section",
                "authority",
                "-queryfile",
                request.toString(),
                "-out",
                "answer.tsr");
        return directory.resolve("answer.tsr");
    }

    /// Whether openssl takes an answer as one over a file's bytes.
    public boolean verifies(Path data, Path answer) throws IOException {
        return verifies(data, answer, trust());
    }

    public static boolean verifies(Path data, Path answer, Path trust) throws IOException {
        return run(
                        Path.of("."),
                        "ts",
                        "-verify",
                        "-data",
                        data.toString(),
                        "-in",
                        answer.toString(),
                        "-CAfile",
                        trust.toString())
                == 0;
    }

    private static void require(Path directory, String... arguments) throws IOException {
        if (run(directory, arguments) != 0) {
            throw new IOException("openssl failed: " + String.join(" ", arguments));
        }
    }

    private static int run(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
