package io.chirograph.report;

import org.jspecify.annotations.Nullable;

/// What a statement of work can be written as.
enum SowFormat {
    JSON("application/json"),
    MARKDOWN("text/markdown;charset=UTF-8");

    private final String mediaType;

    SowFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /// The format that is asked for by its word, else by `Accept`, else JSON.
    static SowFormat asked(@Nullable String word, @Nullable String accept) {
        boolean isMarkdown =
                word == null ? accept != null && accept.contains("text/markdown") : word.equals("markdown");
        return isMarkdown ? MARKDOWN : JSON;
    }

    /// What a paper is written as, by its first character that is no space.
    static SowFormat ofPaper(String paper) {
        return paper.stripLeading().startsWith("{") ? JSON : MARKDOWN;
    }

    /// The same annex gives the same text. Every line ends in a line feed.
    String write(StatementOfWork annex) {
        return switch (this) {
            case JSON -> annex.json();
            case MARKDOWN -> annex.markdown();
        };
    }
}
