package io.chirograph.content;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// `chirograph.content.*`, as far as it concerns all content.
/// @param maxBytes the most that is kept of one body, as it is stored; of a larger one only the digest is
@ConfigurationProperties("chirograph.content")
public record ContentProperties(@DefaultValue("32MB") DataSize maxBytes) {
    private static final DataSize LEAST = DataSize.ofKilobytes(1);
    private static final DataSize MOST = DataSize.ofMegabytes(64);

    public ContentProperties {
        if (maxBytes.compareTo(LEAST) < 0 || maxBytes.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "chirograph.content.max-bytes must lie between 1KB and 64MB, was " + maxBytes);
        }
    }
}
