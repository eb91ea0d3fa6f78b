package io.chirograph.gateway.call;

import io.chirograph.event.value.Usage;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The credentials sent with one call, hidden where the provider echoes them. An id, a model's name or a
/// status line may hold one. Events and logs get a mask; the caller gets the response as it is.
public final class SentSecrets {
    /// Shorter credentials protect nothing and would match harmless text.
    private static final int SHORTEST = 8;

    private static final String IN_ITS_PLACE = "[credential]";
    private static final Set<String> HEADERS = Set.of(
            "authorization x-api-key api-key x-goog-api-key ocp-apim-subscription-key x-amz-security-token".split(" "));
    private static final Set<String> PARAMETERS =
            Set.of("key api_key api-key apikey access_token subscription-key token sig x-amz-signature".split(" "));

    private final List<String> texts = new ArrayList<>(1);

    /// @param headers what is sent, names in lower case
    /// @param rawQuery the raw query that is sent
    public SentSecrets(Headers headers, @Nullable String rawQuery) {
        for (int i = 0; i < headers.size(); i++) {
            if (HEADERS.contains(headers.name(i))) {
                add(headers.value(i));
            }
        }
        inQuery(rawQuery).forEach(this::add);
    }

    /// The raw values of a query's parameters that are credentials.
    static List<String> inQuery(@Nullable String rawQuery) {
        if (rawQuery == null) {
            return List.of();
        }
        List<String> values = new ArrayList<>(1);
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            boolean isCredential = equals > 0
                    && equals < pair.length() - 1
                    && PARAMETERS.contains(
                            Paths.decoded(pair.substring(0, equals)).toLowerCase(Locale.ROOT));
            if (isCredential) {
                values.add(pair.substring(equals + 1));
            }
        }
        return values;
    }

    /// A scheme before it (`Bearer`) is no part of a credential.
    private void add(String value) {
        String text = value.strip();
        text = text.substring(text.lastIndexOf(' ') + 1);
        if (text.length() >= SHORTEST) {
            texts.add(text);
        }
    }

    /// The credentials as they stand on the wire.
    public List<byte[]> bytes() {
        return texts.stream()
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    /// The text with every credential masked.
    public @Nullable String hide(@Nullable String said) {
        String hidden = said;
        for (int i = 0; hidden != null && i < texts.size(); i++) {
            if (hidden.contains(texts.get(i))) {
                hidden = hidden.replace(texts.get(i), IN_ITS_PLACE);
            }
        }
        return hidden;
    }

    public List<String> hide(List<String> said) {
        if (texts.isEmpty() || said.isEmpty()) {
            return said;
        }
        return said.stream().map(each -> String.valueOf(hide(each))).toList();
    }

    /// Names of reported counts are the provider's words too.
    public Usage hide(Usage said) {
        if (texts.isEmpty() || said.reported().isEmpty()) {
            return said;
        }
        SortedMap<String, Number> reported = new TreeMap<>();
        said.reported().forEach((name, count) -> reported.put(String.valueOf(hide(name)), count));
        return new Usage(said.tokens(), reported, said.understood());
    }
}
