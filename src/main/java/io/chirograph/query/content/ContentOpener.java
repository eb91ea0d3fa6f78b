package io.chirograph.query.content;

import io.chirograph.content.envelope.EnvelopeException;
import io.chirograph.content.envelope.EnvelopeOpener;
import io.chirograph.content.envelope.Opened;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens encrypted content with a recipient's key that this process was given. Thread-safe.
/// @param subjects the subjects' keys, as far as they are here
/// @param directory where opened content waits that is too large for memory, in a file without a name
record ContentOpener(EnvelopeOpener opener, EnvelopeOpener.SubjectKeys subjects, Path directory) {
    private static final Logger LOG = LoggerFactory.getLogger(ContentOpener.class);

    /// The caller closes what is answered; every byte of it is authenticated.
    /// @param id of the call, or of the application's event
    /// @throws ApiException it stays closed, or says that it is of another call
    Opened open(UUID id, KeptPart.Part part, byte[] sealed) throws IOException {
        Opened opened;
        try {
            opened = opener.open(new ByteArrayInputStream(sealed), subjects, directory);
        } catch (EnvelopeException e) {
            LOG.warn("The {} of {} cannot be opened here: {}", part.word(), id, e.getMessage());
            throw new ApiException(
                    switch (e.reason()) {
                        case DAMAGED -> ErrorCode.CONTENT_DAMAGED;
                        case SUBJECT_KEY_GONE, NOT_A_RECIPIENT -> ErrorCode.CONTENT_UNAVAILABLE;
                    },
                    "The content cannot be opened here: " + e.getMessage() + ". With form=stored it comes as it is"
                            + " stored.",
                    null,
                    null,
                    null);
        }
        if (opened.inside().callId().equals(id) && opened.inside().part().equals(part.word())) {
            return opened;
        }
        opened.close();
        throw new ApiException(
                ErrorCode.CONTENT_DAMAGED, "The envelope says that it holds content of another call or part.");
    }
}
