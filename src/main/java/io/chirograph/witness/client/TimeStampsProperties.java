package io.chirograph.witness.client;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `chirograph.timestamps.*`.
/// @param url where the authority takes requests (RFC 3161 over HTTP); null for no time stamps
/// @param every how often the newest checkpoint is stamped
/// @param timeout how long the authority may take
/// @param trust PEM file with the certificates that its own must lead to
/// @param policyOid the authority's policy to ask for; null for its own choice
@ConfigurationProperties("chirograph.timestamps")
record TimeStampsProperties(
        @Nullable URI url,
        @DefaultValue("15m") Duration every,
        @DefaultValue("10s") Duration timeout,
        @Nullable Path trust,
        @Nullable String policyOid) {
    public TimeStampsProperties {
        check(url == null || String.valueOf(url.getScheme()).matches("https?"), "url", url, "an http or https URL");
        check(every.compareTo(Duration.ofSeconds(1)) >= 0, "every", every, "1s and more");
        check(timeout.isPositive(), "timeout", timeout, "a positive duration");
        check(url == null || trust != null, "trust", trust, "a PEM file, since chirograph.timestamps.url is set");
        check(
                policyOid == null || policyOid.matches("[0-2](?:\\.(?:0|[1-9][0-9]*))+"),
                "policy-oid",
                policyOid,
                "an object identifier such as 1.3.6.1.4.1");
    }

    private static void check(boolean holds, String name, @Nullable Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "chirograph.timestamps." + name + " is " + value + ", expected " + expected);
        }
    }
}
