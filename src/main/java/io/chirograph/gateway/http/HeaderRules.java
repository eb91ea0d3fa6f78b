package io.chirograph.gateway.http;

import java.util.List;
import java.util.Set;

/// Which headers pass. Names are lower-case throughout.
public final class HeaderRules {
    private static final Set<String> HOP_BY_HOP =
            Set.of(("connection keep-alive proxy-authenticate proxy-authorization proxy-connection te "
                            + "trailer transfer-encoding upgrade")
                    .split(" "));
    private static final Set<String> NEVER_FORWARDED =
            Set.of(("host content-length expect cookie forwarded x-real-ip via cdn-loop "
                            + "true-client-ip x-portkey-metadata helicone-user-id")
                    .split(" "));
    private static final List<String> NEVER_FORWARDED_PREFIXES =
            List.of("chirograph-", "cf-", "x-forwarded-", "helicone-property-", "helicone-retry-", "x-portkey-retry-");
    private static final Set<String> NEVER_RETURNED =
            Set.of(("content-length set-cookie set-cookie2 strict-transport-security alt-svc nel "
                            + "report-to date server cf-aig-log-id")
                    .split(" "));

    private HeaderRules() {}

    /// Whether a request header goes on to the provider; credentials are decided elsewhere.
    public static boolean forwards(String name) {
        if (HOP_BY_HOP.contains(name) || NEVER_FORWARDED.contains(name)) {
            return false;
        }
        for (String prefix : NEVER_FORWARDED_PREFIXES) {
            if (name.startsWith(prefix)) {
                return false;
            }
        }
        return true;
    }

    /// Whether a header of the provider's response goes back to the caller; what only the gateway says does not.
    public static boolean returns(String name) {
        return !HOP_BY_HOP.contains(name)
                && !NEVER_RETURNED.contains(name)
                && !name.startsWith("access-control-")
                && !name.startsWith("chirograph-");
    }
}
