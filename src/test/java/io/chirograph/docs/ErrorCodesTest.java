package io.chirograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Each stable code has a line in docs/errors.md, and each line is of a code that is there.
class ErrorCodesTest {
    private static final String WORD = "\"([a-z]+(?:-[a-z]+)*)\"";
    /// A refusal by the gateway, a problem on the operators' paths, a policy's refusal.
    private static final Pattern REFUSED = Pattern.compile(
            "(?:Refusal\\.(?:of|later)|Problems\\.of|Decision\\.Refused|new Refused|BadParameterException|problem)\\(\\s*"
                    + "(?:(?:HttpStatus\\.\\w+|\\w+|\\d+),\\s*)?" + WORD + ",");
    private static final Pattern CONSTANT = Pattern.compile("(?m)^        [A-Z_]+\\(" + WORD + "\\)[,;]");
    private static final Pattern REASON = Pattern.compile(
            "\\bOutcome\\.(?:PROVIDER_ERROR|CLIENT_DISCONNECTED|TIMEOUT|REFUSED|INTERRUPTED),\\s*\"([a-z]+(?:-[a-z]+)*)\"");

    @Test
    void everyCodeOfARefusalIsListed() {
        SortedSet<String> codes = Repository.inSources(REFUSED);
        assertThat(codes).as("the pattern still finds refusals").contains("key-missing", "token-missing");
        assertThat(listed()).containsAll(codes);
    }

    @Test
    void everyReasonOfAnOutcomeIsListed() {
        SortedSet<String> reasons = Repository.inSources(REASON);
        assertThat(reasons).as("the pattern still finds reasons").contains("client-closed");
        reasons.addAll(upstream());
        assertThat(Repository.firstCells("docs/errors.md", "Reasons of an outcome"))
                .containsAll(reasons);
    }

    @Test
    void nothingIsListedThatTheProgramDoesNotSay() {
        String sources = String.join("\n", Repository.sources());
        assertThat(Repository.firstCells("docs/errors.md", ""))
                .filteredOn(code -> !sources.contains("\"" + code + "\""))
                .isEmpty();
    }

    private static SortedSet<String> listed() {
        return Repository.firstCells("docs/errors.md", "");
    }

    /// Why a provider gave no answer: codes of answers and reasons of outcomes alike.
    private static SortedSet<String> upstream() {
        String source = Repository.text(Repository.SOURCES.resolve("gateway/UpstreamException.java"));
        var codes = new TreeSet<String>();
        CONSTANT.matcher(source).results().forEach(match -> codes.add(match.group(1)));
        assertThat(codes).as("the pattern still finds kinds").contains("connect-failed");
        return codes;
    }
}
