package io.chirograph.gateway.settings;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/// What of a provider's settings says whether it takes calls and where it is. What is active is decided here alone;
/// it can be asked before the gateway is made.
public record ConfiguredProvider(
        @DefaultValue("true") boolean enabled,
        @Nullable String baseUrl,
        @Nullable String credential,
        @Nullable String credentialFile,
        @Nullable String auth,
        @DefaultValue("false") boolean requiresCredential,
        @Nullable String region,
        @DefaultValue Map<String, String> attributes) {
    private static final String PREFIX = "chirograph.gateway.providers";

    /// What the binder leaves of a variable that is not set; sent as a credential it would help nobody.
    private static final Pattern UNSET = Pattern.compile("\\$\\{[^}]*}");

    /// All that are configured, by name.
    public static Map<String, ConfiguredProvider> all(Binder binder) {
        return new TreeMap<>(binder.bind(PREFIX, Bindable.mapOf(String.class, ConfiguredProvider.class))
                .orElse(Map.of()));
    }

    /// Whether it has a credential, wherever that stands, or is called by the gateway's own identity.
    public boolean hasCredential() {
        return isFederated() || hasCredential(credential, credentialFile);
    }

    /// Whether it takes calls.
    public boolean isActive() {
        return isActive(enabled, requiresCredential && !isFederated(), credential, credentialFile);
    }

    private boolean isFederated() {
        return auth != null && auth.replaceAll("[^A-Za-z]", "").equalsIgnoreCase("workloadidentity");
    }

    static boolean isActive(boolean enabled, boolean required, @Nullable String credential, @Nullable String file) {
        return enabled && (!required || hasCredential(credential, file));
    }

    private static boolean hasCredential(@Nullable String credential, @Nullable String file) {
        return (StringUtils.hasText(credential) && !isUnset(credential)) || StringUtils.hasText(file);
    }

    /// Whether calls leave this process for it; the sandbox, which has no base URL, is inside.
    public boolean isRemote() {
        return StringUtils.hasText(baseUrl);
    }

    static boolean isUnset(@Nullable String credential) {
        return credential != null && UNSET.matcher(credential).matches();
    }

    @Override
    public String toString() {
        return "ConfiguredProvider[baseUrl=" + baseUrl + "]";
    }
}
