package io.chirograph.content.envelope;

import io.chirograph.content.keys.SubjectKey;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Encrypts content to the auditors' certificates; nobody here can read it back. Thread-safe.
public interface ContentSealer {
    /// The media type of what it writes (RFC 5751, authEnveloped-data).
    String MEDIA_TYPE = "application/pkcs7-mime; smime-type=authEnveloped-data";

    /// Whose content it is; stands inside the envelope, as a line of JSON before the content.
    record Inside(
            UUID callId,
            String part,
            @Nullable String mediaType,
            @Nullable String contentEncoding) {}

    /// Ids of the certificates that it encrypts to; empty where none is configured, and then nothing can be sealed.
    List<String> recipients();

    /// Encrypts what is written to the stream; closing the stream ends the envelope and not `to`. Memory is bounded.
    /// @param subjects keys that have to be there too for opening it
    /// @param all whether each of them has to be there, else any one of them
    OutputStream seal(Inside inside, List<SubjectKey> subjects, boolean all, OutputStream to) throws IOException;
}
