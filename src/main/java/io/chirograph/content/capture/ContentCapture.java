package io.chirograph.content.capture;

import io.chirograph.content.ContentProperties;
import io.chirograph.content.envelope.ContentSealer;
import io.chirograph.content.keys.ContentKeys;
import io.chirograph.content.keys.KeyedDigests;
import io.chirograph.content.keys.SubjectKey;
import io.chirograph.content.redaction.ContentRedactor;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.recording.Recorder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the content of calls as policy says. Thread-safe.
public final class ContentCapture {
    private static final Logger log = LoggerFactory.getLogger(ContentCapture.class);

    /// Memory that a call takes for its content before anything of it is there: two writers and two envelopes.
    private static final long PLAIN = 32L * 1024;

    private static final long SEALED = 160L * 1024;

    private final CaptureTools tools;
    private final ContentKeys keys;

    /// @param waiting makes a place for what must be whole before it can be kept, given the request's memory
    public ContentCapture(
            Recorder recorder,
            ContentRedactor redactor,
            ContentSealer sealer,
            ContentKeys keys,
            ContentProperties properties,
            Function<LongPredicate, WaitingContent> waiting) {
        this.tools = new CaptureTools(recorder, redactor, sealer, properties, waiting);
        this.keys = keys;
    }

    /// Memory that content under these terms takes of its request's; 0 where nothing is kept.
    public static long memory(ContentTerms terms) {
        if (!CaptureTools.keeps(terms.request())
                && !CaptureTools.keeps(terms.response())
                && terms.denied().isEmpty()) {
            return 0;
        }
        boolean isSealed = terms.request() == PayloadLevel.ENCRYPTED || terms.response() == PayloadLevel.ENCRYPTED;
        return isSealed ? SEALED : PLAIN;
    }

    /// Words in the place of those that name persons, for the event of a refusal: themselves where policy
    /// hides nobody, else pseudonyms under the user's key, or the tenant's where no user is known. Never throws:
    /// where the keys are not to be had, every person is `p:unavailable`.
    public UnaryOperator<String> persons(ContentTerms terms, Actor actor) {
        if (!terms.pseudonyms()) {
            return UnaryOperator.identity();
        }
        String tenant = actor.verified().getOrDefault("tenant", "");
        String user = terms.subjects().contains("user") ? actor.verified().getOrDefault("subject", "") : "";
        try {
            if (user.isEmpty()) {
                ContentKeys.TenantKey key = keys.tenant(tenant);
                return person -> KeyedDigests.pseudonym(key, person);
            }
            SubjectKey key = keys.subject(tenant, "user:" + user);
            return person -> KeyedDigests.pseudonym(key, person);
        } catch (IOException e) {
            log.error("a refusal is recorded without its person: the keys for pseudonyms are not to be had", e);
            return person -> "p:unavailable";
        }
    }

    /// The content of one call.
    /// @param tenant the caller's verified tenant; empty for none
    /// @param subjects whom the content is about, as the key store names them; empty where nobody is known
    /// @param memory takes so many bytes of the request's memory, or answers false
    /// @throws IOException the keys are not to be had
    public CallContent of(UUID callId, ContentTerms terms, String tenant, List<String> subjects, LongPredicate memory)
            throws IOException {
        boolean needsTenant = terms.keyed()
                || terms.pseudonyms()
                || terms.request() == PayloadLevel.REDACTED
                || terms.response() == PayloadLevel.REDACTED
                || !terms.denied().isEmpty();
        return new CallContent(
                tools, callId, terms, needsTenant ? keys.tenant(tenant) : null, held(tenant, subjects), memory);
    }

    private List<SubjectKey> held(String tenant, List<String> subjects) throws IOException {
        if (subjects.isEmpty()) {
            return List.of();
        }
        List<SubjectKey> held = new ArrayList<>(subjects.size());
        for (String subject : subjects) {
            held.add(keys.subject(tenant, subject));
        }
        return held;
    }
}
