package io.chirograph.content.capture;

import io.chirograph.content.envelope.ContentSealer;
import io.chirograph.content.keys.ContentKeys;
import io.chirograph.content.keys.KeyedDigests;
import io.chirograph.content.keys.SubjectKey;
import io.chirograph.content.redaction.ContentRedactor;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.KeptContent;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.recording.ContentWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// The content of one call, or of one event of an application, kept under its terms. One thread.
public final class CallContent {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] NO_KEY = new byte[0];
    private static final int KEY = 32;

    /// How much longer a body may be before it is redacted than what is kept of it.
    private static final long MOST_WAITING = 8;

    private final CaptureTools capture;
    private final UUID callId;
    private final ContentTerms terms;
    private final ContentKeys.@Nullable TenantKey tenantKey;
    private final List<SubjectKey> subjects;
    private final LongPredicate memory;

    CallContent(
            CaptureTools capture,
            UUID callId,
            ContentTerms terms,
            ContentKeys.@Nullable TenantKey tenantKey,
            List<SubjectKey> subjects,
            LongPredicate memory) {
        this.capture = capture;
        this.callId = callId;
        this.terms = terms;
        this.tenantKey = tenantKey;
        this.subjects = List.copyOf(subjects);
        this.memory = memory;
    }

    /// Whether an event says of a part more than its digest.
    public boolean keeps(ContentPart part) {
        return level(part).compareTo(PayloadLevel.DIGEST) > 0;
    }

    /// What of a digest over content may stand in an event: where content can be erased, the digest has the person's
    /// key, so that nobody guesses what it is of once that is destroyed.
    public Digest digest(ContentPart part, Digest digest) {
        if (level(part) == PayloadLevel.NOTHING) {
            return digest.withheld();
        }
        if (!terms.keyed()) {
            return digest;
        }
        return subjects.isEmpty()
                ? KeyedDigests.keyed(digest, Objects.requireNonNull(tenantKey))
                : KeyedDigests.keyed(digest, subjects.getFirst());
    }

    /// Whether persons are written as pseudonyms.
    public boolean hidesPersons() {
        return terms.pseudonyms();
    }

    /// A word in the place of one that names a person: the same for the same person, until the key is destroyed.
    public String pseudonym(String person) {
        ContentKeys.TenantKey tenant = Objects.requireNonNull(tenantKey);
        return subjects.isEmpty()
                ? KeyedDigests.pseudonym(tenant, person)
                : KeyedDigests.pseudonym(subjects.getFirst(), person);
    }

    /// What policy does not let out.
    /// @param finding the finding that policy denies
    /// @param incomplete why it is not known whether the request holds it; null where it does
    public record Denied(String finding, @Nullable String incomplete) {}

    /// Looks in a request for what policy denies; null where nothing of it is there.
    public @Nullable Denied denied(BodyHead head, InputStream body) throws IOException {
        ContentRedactor.Report report = capture.redactor().scan(subject(ContentPart.REQUEST, head), body);
        for (String finding : terms.denied()) {
            if (report.found(finding)) {
                return new Denied(finding, null);
            }
        }
        return report.incomplete() == null ? null : new Denied(terms.denied().getFirst(), report.incomplete());
    }

    /// Keeps what an application says in an event of its own, at the level of requests.
    /// @throws ContentWriter.Unavailable the journal does not take it
    public CapturedContent data(BodyHead head, InputStream body) throws IOException {
        return kept(ContentPart.DATA, head, body, null);
    }

    /// Keeps a request.
    /// @param reference where the caller keeps it; null where it does not say
    /// @throws ContentWriter.Unavailable the journal does not take it
    public CapturedContent request(BodyHead head, InputStream body, @Nullable String reference) throws IOException {
        return kept(ContentPart.REQUEST, head, body, reference);
    }

    private CapturedContent kept(ContentPart part, BodyHead head, InputStream body, @Nullable String reference)
            throws IOException {
        PayloadLevel level = terms.request();
        if (level == PayloadLevel.REFERENCE && reference != null) {
            KeptContent kept = new KeptContent(
                    level, null, null, null, new TreeMap<>(), null, List.of(), List.of(), false, reference);
            return new CapturedContent(kept, List.of());
        }
        if (!CaptureTools.keeps(level)) {
            return CapturedContent.NOTHING;
        }
        try (Keeping keeping = new Keeping(part, head)) {
            return keeping.all(body);
        }
    }

    /// Begins to keep a response; null where policy keeps nothing of it.
    /// @param credentials that were sent with the call; masked where the response repeats one
    public @Nullable ResponseCapture response(BodyHead head, List<byte[]> credentials) throws IOException {
        if (!CaptureTools.keeps(terms.response())) {
            return null;
        }
        // The plaintext of an envelope is what the wire's digest is of.
        boolean isMasked = !credentials.isEmpty() && terms.response() != PayloadLevel.ENCRYPTED;
        return new ResponseCapture(
                new Keeping(ContentPart.RESPONSE, head),
                capture.waiting().apply(memory),
                isMasked ? new EchoMask(credentials) : null);
    }

    private PayloadLevel level(ContentPart part) {
        return part == ContentPart.RESPONSE ? terms.response() : terms.request();
    }

    private ContentRedactor.Subject subject(ContentPart part, BodyHead head) {
        ContentKeys.TenantKey key = tenantKey;
        return new ContentRedactor.Subject(
                part == ContentPart.RESPONSE,
                head.dialect(),
                head.operation(),
                head.contentType(),
                head.contentEncoding(),
                key == null ? NO_KEY : key.key());
    }

    /// One body on its way: as it comes, or through the redactor, or into an envelope.
    final class Keeping implements AutoCloseable {
        private final ContentPart part;
        private final BodyHead head;
        private final PayloadLevel level;
        private final ContentWriter writer;
        private @Nullable OutputStream envelope;
        private @Nullable String fallen;

        Keeping(ContentPart part, BodyHead head) throws IOException {
            this.part = part;
            this.head = head;
            this.level = level(part);
            this.writer = capture.recorder()
                    .content(callId, part, capture.properties().maxBytes().toBytes(), memory);
            if (level == PayloadLevel.ENCRYPTED) {
                if (capture.sealer().recipients().isEmpty()) {
                    fallen = "no-recipients";
                } else if (isSomebodyUnknown()) {
                    fallen = "subject-unknown";
                } else {
                    seal();
                }
            }
        }

        /// Where every person's key is to be needed, every person has to be known.
        private boolean isSomebodyUnknown() {
            int known = subjects.size();
            return terms.allSubjects()
                    ? known < terms.subjects().size()
                    : !terms.subjects().isEmpty() && known == 0;
        }

        private void seal() throws IOException {
            var inside = new ContentSealer.Inside(callId, part.wire(), head.contentType(), head.contentEncoding());
            try {
                envelope = capture.sealer().seal(inside, subjects, terms.allSubjects(), writer);
            } catch (ContentWriter.TooLarge e) {
                fall("too-large"); // the keys for all recipients alone
            }
        }

        /// Whether it must be whole before it can be kept.
        boolean waits() {
            return level == PayloadLevel.REDACTED;
        }

        /// Whether so many bytes may wait; if not, only a digest is kept.
        boolean mayWait(long bytes) {
            if (bytes > MOST_WAITING * capture.properties().maxBytes().toBytes()) {
                fall("too-large");
            }
            return fallen == null;
        }

        void write(byte[] bytes, int length) throws IOException {
            if (fallen == null) {
                OutputStream to = envelope;
                try {
                    (to == null ? writer : to).write(bytes, 0, length);
                } catch (ContentWriter.TooLarge e) {
                    fall("too-large");
                }
            }
        }

        void fall(String reason) {
            fallen = reason;
        }

        CapturedContent all(InputStream body) throws IOException {
            if (waits()) {
                return redacted(body, 0);
            }
            byte[] buffer = new byte[ContentWriter.LEAST];
            for (int n = body.read(buffer); n >= 0 && fallen == null; n = body.read(buffer)) {
                write(buffer, n);
            }
            return end(0);
        }

        /// @param echoes how many credentials were masked in it
        CapturedContent redacted(InputStream body, long echoes) throws IOException {
            String reason = fallen;
            if (reason != null) {
                return fallen(reason, new TreeMap<>());
            }
            ContentRedactor.Report report;
            try {
                report = capture.redactor().redact(subject(part, head), body, writer);
            } catch (ContentWriter.TooLarge e) {
                return fallen("too-large", new TreeMap<>());
            }
            if (report.incomplete() != null) {
                return fallen(report.incomplete(), findings(report.findings(), echoes));
            }
            return named(report.mediaType(), null, findings(report.findings(), echoes));
        }

        /// @param echoes how many credentials were masked in what was written
        CapturedContent end(long echoes) throws IOException {
            OutputStream to = envelope;
            if (to != null && fallen == null) {
                envelope = null;
                try {
                    to.close();
                } catch (ContentWriter.TooLarge e) {
                    fall("too-large");
                }
            }
            String reason = fallen;
            if (reason != null) {
                return fallen(reason, new TreeMap<>());
            }
            return to == null
                    ? named(head.contentType(), head.contentEncoding(), findings(new TreeMap<>(), echoes))
                    : named(ContentSealer.MEDIA_TYPE, null, new TreeMap<>());
        }

        private static SortedMap<String, Long> findings(SortedMap<String, Long> others, long echoes) {
            if (echoes == 0) {
                return others;
            }
            SortedMap<String, Long> findings = new TreeMap<>(others);
            findings.put(EchoMask.FINDING, echoes);
            return findings;
        }

        private static CapturedContent fallen(String reason, SortedMap<String, Long> findings) {
            KeptContent kept = new KeptContent(
                    PayloadLevel.DIGEST, null, null, null, findings, reason, List.of(), List.of(), false, null);
            return new CapturedContent(kept, List.of());
        }

        /// A digest of what anybody may read in a pack has a key in that pack: once the pack is gone nobody can guess
        /// what it was of. An envelope needs none, for its content key is random.
        private CapturedContent named(
                @Nullable String mediaType, @Nullable String encoding, SortedMap<String, Long> findings) {
            boolean isSealed = level == PayloadLevel.ENCRYPTED;
            Digest digest = writer.digest();
            String digestKey = null;
            if (terms.keyed() && !isSealed) {
                byte[] key = new byte[KEY];
                RANDOM.nextBytes(key);
                digestKey = HexFormat.of().formatHex(key);
                digest = KeyedDigests.keyed(digest, PackRecord.DIGEST_KEY, key);
            }
            var record = new PackRecord.Head(
                    callId, part.wire(), level.wire(), cut(mediaType), cut(encoding), writer.length(), digestKey);
            writer.name(terms.retentionClass(), record.encode());
            KeptContent kept = new KeptContent(
                    level,
                    terms.retentionClass(),
                    mediaType,
                    digest,
                    findings,
                    null,
                    isSealed ? capture.sealer().recipients() : List.of(),
                    isSealed ? subjects.stream().map(SubjectKey::id).toList() : List.of(),
                    terms.allSubjects(),
                    null);
            return new CapturedContent(kept, List.of(writer));
        }

        /// Nothing is closed that would write.
        @Override
        public void close() {
            envelope = null;
        }
    }

    private static @Nullable String cut(@Nullable String value) {
        return value == null || value.length() <= 256 ? value : value.substring(0, 256);
    }
}
