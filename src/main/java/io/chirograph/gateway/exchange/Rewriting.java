package io.chirograph.gateway.exchange;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.Returned;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.ResponseUrls;
import io.chirograph.gateway.http.ExternalUrl;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.server.ClientConnection;
import io.chirograph.gateway.tenancy.TenantIsolation;
import io.chirograph.gateway.upstream.ProviderUrl;
import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.support.coding.ContentCoding;
import io.chirograph.support.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the provider's URLs in one response lead to the gateway.
/// Whoever follows them does not get past it. Nothing else of a response is ever changed. One thread.
final class Rewriting {
    /// A body that is longer, or would be without its encoding, is not changed.
    static final int MOST = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Rewriting.class);

    /// Headers that speak of the body's bytes and are not true of others.
    private static final Set<String> OF_THE_BYTES = Set.of(
            "content-encoding content-md5 digest content-digest repr-digest etag signature signature-input".split(" "));

    private final Call call;
    private final ResponseUrls urls;
    private final ExternalUrl external;
    private final String scheme;
    private final TenantIsolation tenancy;
    private final boolean isOk;
    private final List<String> rewritten = new ArrayList<>();
    private final List<String> withheld = new ArrayList<>();
    private byte @Nullable [] changed;

    private Rewriting(
            Call call, ResponseUrls urls, ExternalUrl external, String scheme, TenantIsolation tenancy, boolean isOk) {
        this.call = call;
        this.urls = urls;
        this.external = external;
        this.scheme = scheme;
        this.tenancy = tenancy;
        this.isOk = isOk;
    }

    /// For a response that may name such URLs; null for any other.
    static @Nullable Rewriting of(
            Call call,
            UpstreamResponse response,
            ExternalUrl external,
            ClientConnection client,
            TenantIsolation tenancy) {
        ResponseUrls urls = call.provider().dialect().urls(call.operation());
        boolean concerns =
                urls.hasFields() || response.headers().names().stream().anyMatch(urls::isHeader);
        boolean isOk = response.status() / 100 == 2;
        return concerns ? new Rewriting(call, urls, external, client.scheme(), tenancy, isOk) : null;
    }

    /// Whether the body is to be given to [#body] before anything of the response goes back.
    boolean wantsBody(UpstreamResponse response) {
        String type = response.headers().first("content-type");
        return urls.hasFields()
                && response.hasBody()
                && response.length() != 0
                && response.length() <= MOST
                && type != null
                && type.toLowerCase(Locale.ROOT).strip().startsWith("application/json");
    }

    /// The body that goes back in the place of this one; null for this one.
    byte @Nullable [] body(byte[] body, @Nullable String contentEncoding) {
        byte[] json = ContentCoding.whole(body, contentEncoding, MOST);
        if (json == null) {
            LOG.warn(
                    "the URLs in an answer of provider {} are as they came: its content encoding {} cannot be undone",
                    call.provider().name(),
                    contentEncoding);
            return null;
        }
        var out = new ByteArrayOutputStream(json.length + 256);
        int from = 0;
        for (ResponseUrls.Place place : urls.find(json)) {
            String url = ours("", place.url());
            if (url != null) {
                out.write(json, from, place.from() - from);
                out.writeBytes(CanonicalJson.encode(url));
                from = place.to();
                note(rewritten, place.field());
            }
        }
        if (from > 0) {
            out.write(json, from, json.length - from);
            changed = out.toByteArray();
        }
        return changed;
    }

    /// What goes back of a header that does, null for nothing. [#body] comes first.
    @Nullable
    String header(String name, String value) {
        if (changed != null && OF_THE_BYTES.contains(name)) {
            return null;
        }
        if (!urls.isHeader(name)) {
            return value;
        }
        String url = ours(name, value.strip());
        if (url != null) {
            note(rewritten, name);
            return url;
        }
        if (urls.isOpen(name)) {
            LOG.warn(
                    "{} of provider {} leads elsewhere than to its base URL and is withheld",
                    name,
                    call.provider().name());
            note(withheld, name);
            return null;
        }
        String absolute = absolute(value.strip());
        if (!absolute.equals(value.strip())) {
            note(rewritten, name);
        }
        return absolute;
    }

    /// What the event says of it; null where nothing was changed. After the last header.
    @Nullable
    Returned returned() {
        if (rewritten.isEmpty() && withheld.isEmpty()) {
            return null;
        }
        byte[] body = changed;
        if (body == null) {
            return new Returned(null, rewritten, withheld);
        }
        MessageDigest sha256 = Sha256.create();
        sha256.update(body);
        return new Returned(
                call.kept().digest(ContentPart.RESPONSE, ReceivedBody.digest(sha256, body.length)),
                rewritten,
                withheld);
    }

    /// @param header where it stands; empty for the body
    private @Nullable String ours(String header, String url) {
        URI base = call.provider().settings().baseUrl();
        String below = base == null ? null : ProviderUrl.of(base).below(absolute(url));
        String here = below == null
                ? null
                : external.of(call.request().headers(), call.request().source().peer(), scheme);
        if (here == null || below == null) {
            return null;
        }
        return here + "/" + call.provider().name() + (isOk ? tenancy.ticketed(call, header, below) : below);
    }

    /// What a reference means that the provider's own base URL completes.
    private String absolute(String url) {
        URI base = call.provider().settings().baseUrl();
        return base == null
                ? url
                : ProviderUrl.of(base).absolute(url, call.request().target().path());
    }

    private static void note(List<String> names, String name) {
        if (!names.contains(name)) {
            names.add(name);
        }
    }
}
