package io.chirograph.content;

import io.chirograph.content.envelope.CmsSealer;
import io.chirograph.content.envelope.Recipient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// `chirograph.content.recipients`: who can read what is kept encrypted.
/// @param recipients files in PEM, each with one X.509 certificate; none where nothing can be encrypted
@ConfigurationProperties("chirograph.content")
record RecipientProperties(List<Path> recipients) {
    private static final String NAME = "chirograph.content.recipients";

    RecipientProperties(@Nullable List<Path> recipients) {
        this.recipients = recipients == null ? List.of() : List.copyOf(recipients);
        if (this.recipients.size() > CmsSealer.MOST_RECIPIENTS) {
            throw new IllegalArgumentException(NAME + " lists " + this.recipients.size() + " files, expected at most "
                    + CmsSealer.MOST_RECIPIENTS);
        }
    }

    /// Reads the certificates.
    /// @throws IOException naming the setting, the file and what is wrong with it
    List<Recipient> read() throws IOException {
        List<Recipient> read = new ArrayList<>();
        for (Path file : recipients) {
            Recipient recipient;
            try {
                recipient = Recipient.read(file);
            } catch (IOException e) {
                throw new IOException(NAME + ": " + e.getMessage(), e);
            }
            if (read.contains(recipient)) {
                throw new IOException(NAME + ": " + file + ": its certificate is listed twice");
            }
            read.add(recipient);
        }
        return read;
    }
}
