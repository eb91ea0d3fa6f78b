package io.chirograph.console.acts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

/// A form holds what was filled in, and says beside the right field what is wrong.
class FormTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            reason has 0 characters; 1 to 500 | reason
            id is missing | id
            scope.ids[0] must be a UUID, was 'reason' | ids
            scope: the scope goes from 2026-11-02 to 2026-11-01 | from
            grants: data-class holds 'x y', which is not a data class | dataClass
            grants.expires must be a time such as 2027-01-01T00:00:00Z, was 'soon' | expires
            an extension has 'reason' or 'by', one of the two |
            A gateway key is or was 'reason' |
            """)
    void theFieldToBlameIsTheOneThatTheRefusalNamesFirst(String said, @Nullable String field) {
        Form form = Form.EMPTY.refused(
                new ApiException(ErrorCode.BAD_VALUE, said), "reason", "id", "ids", "from", "dataClass", "expires");
        assertThat(form.wrong()).isEqualTo(field);
        assertThat(form.said()).isEqualTo(said);
    }

    @Test
    void fieldsThatItHasNotOrTwiceAreRefused() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addParameter("_csrf", "t");
        request.addParameter("reason", "one");
        assertThat(Form.of(request, "reason").value("reason")).isEqualTo("one");
        assertThatThrownBy(() -> Form.of(request, "matter"))
                .hasMessage("Field 'reason' is unknown; the form has matter.");
        request.addParameter("reason", "two");
        assertThatThrownBy(() -> Form.of(request, "reason")).hasMessage("Field 'reason' is there more than once.");
    }

    @Test
    void whatIsFilledInIsReadAsABodyIs() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addParameter("reason", " as it is ");
        request.addParameter("id", " ");
        request.addParameter("ids", " a,b\n c ,,");
        request.addParameter("logs", "");
        Form form = Form.of(request, "reason", "id", "ids", "logs");
        var json = form.json("reason", "id");
        form.lists(json, "ids", "logs");
        assertThat(json.toString()).isEqualTo("{\"reason\":\" as it is \",\"ids\":[\"a\",\"b\",\"c\"]}");
    }
}
