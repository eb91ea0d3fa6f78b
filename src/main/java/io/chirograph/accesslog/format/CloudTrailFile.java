package io.chirograph.accesslog.format;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;

/// A log file of CloudTrail: gzip around a JSON object whose `Records` are events (CloudTrail User Guide,
/// "CloudTrail log file examples"). Those of S3 are read, of objects and of buckets. A position is the
/// number of records before.
final class CloudTrailFile implements LogRecords {
    /// Behind the one that CloudTrail itself keeps to, of 256 KB.
    private static final long RECORD = 1 << 20;

    private static final long FILE = 1L << 32;
    private static final Pattern EVENT = Pattern.compile("([A-Z][a-z]+)([A-Za-z0-9]*)");

    private final Bounded in;
    private final JsonParser parser;
    private long position;

    private CloudTrailFile(Bounded in, JsonParser parser) {
        this.in = in;
        this.parser = parser;
    }

    static CloudTrailFile open(InputStream file, long from) throws IOException {
        Bounded in = new Bounded(unzipped(file));
        CloudTrailFile opened = new CloudTrailFile(in, asked(() -> Json.MAPPER.createParser(in)));
        opened.toRecords();
        while (opened.position < from && opened.node() != null) {
            opened.position++;
        }
        return opened;
    }

    private static InputStream unzipped(InputStream file) throws IOException {
        try {
            return new GZIPInputStream(file, 1 << 16);
        } catch (ZipException | EOFException e) {
            throw new MalformedLogException("no gzip", e);
        }
    }

    /// Fails beyond a bound: nothing that a record or a file holds may fill the memory.
    private static final class Bounded extends FilterInputStream {
        private long ofRecord;
        private long all;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int at, int length) throws IOException {
            int read = super.read(to, at, length);
            ofRecord += Math.max(0, read);
            all += Math.max(0, read);
            if (ofRecord > RECORD || all > FILE) {
                String what = all > FILE ? "the file has more than " + FILE : "a record has more than " + RECORD;
                throw new MalformedLogException(what + " bytes", new IllegalStateException("at byte " + all));
            }
            return read;
        }
    }

    @FunctionalInterface
    private interface Ask<T> {
        T now();
    }

    private static <T> T asked(Ask<T> ask) throws IOException {
        try {
            return ask.now();
        } catch (JacksonIOException e) {
            IOException cause = e.getCause();
            if (cause instanceof ZipException || cause instanceof EOFException) {
                throw new MalformedLogException("the gzip is broken: " + cause.getMessage(), e);
            }
            throw cause;
        } catch (JacksonException e) {
            throw new MalformedLogException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private void toRecords() throws IOException {
        JsonToken token = asked(parser::nextToken);
        while (token != null && token != JsonToken.START_ARRAY) {
            if (token == JsonToken.PROPERTY_NAME && !"Records".equals(parser.currentName())) {
                asked(parser::nextToken);
                asked(parser::skipChildren);
            }
            token = asked(parser::nextToken);
        }
        if (token == null) {
            throw new MalformedLogException("no Records", new IllegalStateException("the end came first"));
        }
    }

    /// The next value of the array; null at its end.
    private @Nullable JsonNode node() throws IOException {
        in.ofRecord = 0;
        JsonToken token = asked(parser::nextToken);
        if (token == null) {
            throw new MalformedLogException("the records break off", new IllegalStateException("no end of Records"));
        }
        return token == JsonToken.END_ARRAY ? null : asked(() -> Json.ONE.readValue(parser));
    }

    @Override
    public @Nullable LogRecord next() throws IOException {
        JsonNode event = node();
        if (event == null) {
            return null;
        }
        position++;
        try {
            return new LogRecord(accesses(event), null, position);
        } catch (RuntimeException e) {
            // whatever a client made the store write must not stop what comes behind it
            return new LogRecord(List.of(), String.valueOf(e.getMessage()), position);
        }
    }

    private static List<StoreAccess> accesses(JsonNode event) {
        String name = Json.text(event, "eventName");
        String source = Json.text(event, "eventSource");
        if (name == null || source == null) {
            throw new IllegalArgumentException("no event of CloudTrail");
        }
        JsonNode asked = event.path("requestParameters");
        String bucket = Json.text(asked, "bucketName");
        if (!source.startsWith("s3.amazonaws.com") || bucket == null) {
            return List.of();
        }
        JsonNode who = event.path("userIdentity");
        String key = Json.text(asked, "key");
        String requestId = Json.text(event, "requestID");
        String eventId = Json.text(event, "eventID");
        String error = Json.text(event, "errorCode");
        return List.of(new StoreAccess(
                eventId == null ? event.toString() : eventId,
                Json.time(event, "eventTime"),
                principal(who),
                Json.text(who, "accessKeyId"),
                Json.text(event, "sourceIPAddress"),
                action(name, key != null),
                name,
                bucket,
                key == null ? Json.text(asked, "prefix") : key,
                Json.text(asked, "versionId"),
                null,
                error,
                Json.number(event.path("additionalEventData").path("bytesTransferredOut")),
                requestId,
                Json.text(event, "userAgent")));
    }

    /// The ARN, else what else there is to say who it was.
    private static @Nullable String principal(JsonNode who) {
        for (String name : List.of("arn", "principalId", "invokedBy", "accountId")) {
            String said = Json.text(who, name);
            if (said != null) {
                return said.equals("ANONYMOUS_PRINCIPAL") ? null : said;
            }
        }
        return null;
    }

    private static Action action(String event, boolean hasKey) {
        Matcher words = EVENT.matcher(event);
        if (!words.matches()) {
            return Action.OTHER;
        }
        String about = words.group(2).toUpperCase(Locale.ROOT);
        return switch (words.group(1)) {
            case "Get", "List" -> Action.of("GET", about, hasKey);
            case "Head" -> Action.of("HEAD", about, hasKey);
            case "Select" -> Action.READ;
            case "Delete" -> Action.of("DELETE", about.equals("OBJECTS") ? "MULTIOBJECTDELETE" : about, hasKey);
            case "Put", "Copy", "Upload", "Complete", "Create", "Restore", "Abort", "Post" ->
                Action.of("PUT", about, hasKey);
            default -> Action.OTHER;
        };
    }
}
