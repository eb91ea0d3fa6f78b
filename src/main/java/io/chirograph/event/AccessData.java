package io.chirograph.event;

/// The data of the events about operators: who entered, and who read what.
final class AccessData {
    private static final int WORD = 128;
    private static final int TEXT = 512;
    private static final int PATH = 1024;
    private static final int ENTRIES = 32;

    private AccessData() {}

    static void authenticated(Fields data, AccessAuthenticated facts) {
        data.word("outcome", facts.granted() ? "granted" : "refused")
                .text("surface", facts.surface(), WORD)
                .text("role", facts.role(), WORD)
                .texts("roles", facts.roles(), ENTRIES, WORD)
                .text("method", facts.method(), WORD)
                .text("header", facts.header(), WORD)
                .text("tokenId", facts.tokenId(), WORD)
                .text("code", facts.code(), WORD)
                .number("status", facts.status())
                .text("peer", facts.peer(), WORD)
                .text("claimedAddress", facts.claimedAddress(), WORD);
        LogData.operator(data, facts.principal());
        if (facts.known()) {
            data.put(
                    "mfa",
                    data.object("mfa")
                            .flag("demanded", facts.mfaDemanded())
                            .flag("shown", facts.mfaShown())
                            .texts("amr", facts.amr(), ENTRIES, WORD)
                            .text("acr", facts.acr(), WORD));
        }
    }

    static void read(Fields data, AuditRead facts) {
        LogData.operator(data, facts.reader());
        data.text("role", facts.role(), WORD)
                .put(
                        "http",
                        data.object("http").text("method", facts.method(), WORD).text("path", facts.path(), PATH))
                .map("query", facts.query(), ENTRIES, TEXT)
                .digest("question", facts.question())
                .number("status", facts.status())
                .number("results", facts.results())
                .scalars("sizes", facts.sizes(), ENTRIES, WORD)
                .map("scope", facts.scope(), ENTRIES, WORD)
                .text("peer", facts.peer(), WORD)
                .text("claimedAddress", facts.claimedAddress(), WORD);
    }
}
