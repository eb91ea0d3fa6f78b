package io.chirograph.content.envelope;

import io.chirograph.content.keys.SubjectKey;
import io.chirograph.support.json.StrictJson;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.crypto.SecretKey;

/// Writes CMS AuthEnvelopedData that `openssl cms -decrypt` opens.
///
/// Subjects' envelopes lie inside the recipients': one for any of several subjects, one in the other in the order of
/// their ids where all have to be there, the first outermost.
public final class CmsSealer implements ContentSealer {
    /// How many subjects one content can be about.
    public static final int MOST_SUBJECTS = 32;

    /// How many recipients there can be.
    public static final int MOST_RECIPIENTS = 32;

    private final List<KeyWrap.Wrapper> recipients;
    private final List<String> ids;

    /// @throws IllegalArgumentException too many of them
    public CmsSealer(List<Recipient> recipients) {
        if (recipients.size() > MOST_RECIPIENTS) {
            throw new IllegalArgumentException(
                    recipients.size() + " recipients; at most " + MOST_RECIPIENTS + " are expected");
        }
        this.recipients = recipients.stream().map(KeyWrap::to).toList();
        this.ids = recipients.stream().map(Recipient::id).toList();
    }

    @Override
    public List<String> recipients() {
        return ids;
    }

    /// {@inheritDoc}
    /// @throws IllegalStateException there is no recipient
    /// @throws IllegalArgumentException too many subjects, or an id that is not hexadecimal
    @Override
    public OutputStream seal(Inside inside, List<SubjectKey> subjects, boolean all, OutputStream to)
            throws IOException {
        if (recipients.isEmpty()) {
            throw new IllegalStateException("chirograph.content.recipients is empty: nothing can be encrypted");
        }
        if (subjects.size() > MOST_SUBJECTS) {
            throw new IllegalArgumentException(
                    subjects.size() + " subjects; at most " + MOST_SUBJECTS + " are expected");
        }
        OutputStream into = new EnvelopeStream(this::toRecipients, to, false);
        if (!subjects.isEmpty()) {
            List<SubjectKey> sorted = subjects.stream()
                    .sorted(Comparator.comparing(SubjectKey::id))
                    .toList();
            if (all) {
                for (SubjectKey each : sorted) {
                    into = new EnvelopeStream(key -> List.of(KeyWrap.wrap(key, each)), into, true);
                }
            } else {
                into = new EnvelopeStream(key -> toAny(key, sorted), into, true);
            }
        }
        into.write(StrictJson.bytes(inside));
        into.write('\n');
        return into;
    }

    private List<byte[]> toRecipients(SecretKey key) throws GeneralSecurityException, IOException {
        List<byte[]> infos = new ArrayList<>(recipients.size());
        for (KeyWrap.Wrapper recipient : recipients) {
            infos.add(recipient.wrap(key));
        }
        return infos;
    }

    private static List<byte[]> toAny(SecretKey key, List<SubjectKey> subjects)
            throws GeneralSecurityException, IOException {
        List<byte[]> infos = new ArrayList<>(subjects.size());
        for (SubjectKey subject : subjects) {
            infos.add(KeyWrap.wrap(key, subject));
        }
        return infos;
    }
}
