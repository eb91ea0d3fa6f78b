package io.chirograph.archive.setup;

/// What became of one thing that a bucket should have; as text a line for people.
record SetupStep(String what, Outcome outcome, String text) {
    enum Outcome {
        /// It was so already, or is stricter.
        FOUND("found"),
        CHANGED("changed"),
        /// It would be changed if this were no trial.
        WOULD_CHANGE("would change"),
        /// The store does not have it.
        UNSUPPORTED("not supported"),
        /// It is not as it should be and was left alone.
        REFUSED("refused");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }
    }

    @Override
    public String toString() {
        return "%-16s %-14s %s".formatted(what, outcome.word, text);
    }
}
