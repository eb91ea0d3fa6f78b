package io.chirograph.verifier.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class SubjectKeysTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | a | false",
                "{\"subjects\":[]} | a | false",
                "{\"subjects\":[\"a\"]} | a | true",
                "{\"subjects\":[\"a\"]} | b | false",
                "{\"subjects\":[\"a\",\"b\"],\"opensWith\":\"any\"} | a | false",
                "{\"subjects\":[\"a\",\"b\"],\"opensWith\":\"any\"} | a,b | true",
                "{\"subjects\":[\"a\",\"b\"],\"opensWith\":\"all\"} | a | true",
                "{\"subjects\":[\"a\",\"b\"],\"opensWith\":\"all\"} | c | false",
                "{\"subjects\":[\"a\",7],\"opensWith\":7} | a | true",
                "{\"subjects\":[],\"opensWith\":\"all\"} | a | false"
            })
    void whatIsErasedGoesByAllOrAnyOfItsKeys(String kept, String destroyed, boolean isErased) {
        SubjectKeys keys = SubjectKeys.of(JsonMapper.shared().readTree(kept));
        assertThat(keys.isErased(Set.of(destroyed.split(",", -1)))).isEqualTo(isErased);
    }
}
