package io.chirograph.query.content;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/// Settings of reading content.
/// @param privateKey a recipient's private key (PKCS #8, PEM), with which this process opens what is encrypted; for a
///     process that only auditors use
/// @param certificate that recipient's certificate (PEM)
/// @param requireReason whether nothing is read without a reason in `Chirograph-Reason`
/// @param grants whether a reader needs a grant beside the role
@ConfigurationProperties("chirograph.content")
record ContentReadingProperties(
        @Nullable Path privateKey,
        @Nullable Path certificate,
        @DefaultValue("false") boolean requireReason,
        @DefaultValue("optional") Grants grants) {
    /// What a grant is for.
    enum Grants {
        /// Whoever has the role reads; a grant that covers the call is recorded with the read.
        OPTIONAL,
        /// A reader reads what a live grant covers, and nothing else.
        REQUIRED
    }

    ContentReadingProperties {
        Assert.isTrue(
                (privateKey == null) == (certificate == null),
                "chirograph.content.private-key is " + (privateKey == null ? "not set" : "'" + privateKey + "'")
                        + " and chirograph.content.certificate is "
                        + (certificate == null ? "not set" : "'" + certificate + "'")
                        + "; the two are set together or not at all");
    }
}
