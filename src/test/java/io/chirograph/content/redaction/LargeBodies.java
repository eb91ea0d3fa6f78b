package io.chirograph.content.redaction;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/// A program that redacts bodies of many megabytes; run with a small heap by [LargeBodiesTest].
final class LargeBodies {
    private static long size;

    private LargeBodies() {}

    /// @param args the size of each, in megabytes
    public static void main(String[] args) throws IOException {
        size = Long.parseLong(args[0]) << 20;
        ContentRedactor redactor = RedactionConfiguration.redactor(
                new RedactionProperties(Duration.ofSeconds(60), 0, List.of(), List.of(), List.of()));
        String message =
                "{\"role\":\"user\",\"content\":\"write to alice@example.org " + "and so on ".repeat(100) + "\"},";
        run(redactor, "messages", "application/json", "{\"messages\":[", message, "null]}");
        run(
                redactor,
                "image",
                "application/json",
                "{\"image_url\":\"data:image/png;base64,",
                "iVBORw0KGgoAAAAN".repeat(64),
                "\"}");
        run(redactor, "text", "application/json", "{\"content\":\"", "more words ".repeat(100), "\"}");
        run(redactor, "numbers", "application/json", "{\"input\":[", "17,".repeat(300), "1]}");
        run(
                redactor,
                "file",
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n",
                "\r\n--binary",
                "\r\n--b--\r\n");
        run(redactor, "open list", "application/json", "", "[".repeat(1000), "");
    }

    private static void run(ContentRedactor redactor, String name, String type, String head, String piece, String tail)
            throws IOException {
        var subject = new ContentRedactor.Subject(false, "openai", "chat", type, null, new byte[32]);
        InputStream body = new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(head.getBytes(StandardCharsets.US_ASCII)),
                new Repeated(piece.getBytes(StandardCharsets.US_ASCII)),
                new ByteArrayInputStream(tail.getBytes(StandardCharsets.US_ASCII)))));
        long[] written = {0};
        var report = redactor.redact(subject, body, new OutputStream() {
            @Override
            public void write(int b) {
                written[0]++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                written[0] += length;
            }
        });
        System.out.println(name + ": " + report.incomplete() + " " + report.findings() + " " + (written[0] > size / 2));
    }

    /// So many megabytes of one piece.
    private static final class Repeated extends InputStream {
        private final byte[] piece;
        private long left;
        private int at;

        Repeated(byte[] piece) {
            byte[] many = new byte[piece.length * Math.max(1, 8192 / piece.length)];
            for (int i = 0; i < many.length; i++) {
                many[i] = piece[i % piece.length];
            }
            this.piece = many;
            this.left = size / piece.length * piece.length;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int count = (int) Math.min(left, Math.min(length, piece.length - at));
            System.arraycopy(piece, at, bytes, offset, count);
            at = (at + count) % piece.length;
            left -= count;
            return count;
        }
    }
}
