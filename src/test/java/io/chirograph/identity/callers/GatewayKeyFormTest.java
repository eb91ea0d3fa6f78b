package io.chirograph.identity.callers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class GatewayKeyFormTest {
    private static final Pattern FORM =
            Pattern.compile("cg_[a-z0-9][a-z0-9-]{0,63}_[a-z0-9_-]{43}", Pattern.CASE_INSENSITIVE);

    @Property
    void findsWhatTheExpressionFinds(@ForAll("texts") String text) {
        assertThat(GatewayKeyForm.isIn(text)).isEqualTo(FORM.matcher(text).find());
    }

    /// Keys that are nearly right, with something before and behind.
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> noise =
                Arbitraries.strings().withChars("cgCG_-a0 %\u0130\u0147").ofMaxLength(6);
        Arbitrary<String> prefix = Arbitraries.of("cg_", "CG_", "cG_", "cg-", "c_", "_cg_", "cgcg_");
        Arbitrary<String> name =
                Arbitraries.strings().withChars("azAZ09-").ofMinLength(0).ofMaxLength(66);
        Arbitrary<String> secret =
                Arbitraries.strings().withChars("azAZ09-_").ofMinLength(42).ofMaxLength(44);
        Arbitrary<String> broken = Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just("")), Tuple.of(1, noise));
        return Combinators.combine(noise, prefix, name, broken, secret, noise)
                .as((before, start, of, middle, end, after) -> before + start + of + middle + "_" + end + after);
    }
}
