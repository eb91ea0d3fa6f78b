package io.chirograph.console.acts;

import io.chirograph.console.Pages;
import io.chirograph.console.Shown;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.limits.Limits;
import io.chirograph.limits.Usage;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/// `/console/admin/usage`, for administrators: limits, and what of them is used, reserved and left.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class UsagePages extends FormPage {
    private static final String HERE = "/console/admin/usage";
    private static final String[] FIELDS = {"rule", "subject", "cursor"};
    private final ObjectProvider<Limits> service;

    UsagePages(Pages pages, ObjectProvider<Limits> service) {
        super(pages);
        this.service = service;
    }

    /// One subject's usage of one number of a limit.
    /// @param until when its window ends; null where no window counts
    record Row(
            String rule,
            String subject,
            String kind,
            String limit,
            String used,
            String reserved,
            String left,
            long underWay,
            @Nullable Long until) {}

    @GetMapping(HERE)
    ResponseEntity<byte[]> usage(HttpServletRequest request) throws Exception {
        Form form = Form.of(request, FIELDS);
        return act(form, () -> page(request, form, usage(form)), again -> page(request, again, null), FIELDS);
    }

    private @Nullable Usage usage(Form form) {
        Limits limits = service.getIfAvailable();
        return limits == null
                ? null
                : Usage.of(limits, given(form, "rule"), given(form, "subject"), given(form, "cursor"), Usage.USUAL);
    }

    private static @Nullable String given(Form form, String name) {
        return form.value(name).isEmpty() ? null : form.value(name);
    }

    private ResponseEntity<byte[]> page(HttpServletRequest request, Form form, @Nullable Usage usage) {
        Map<String, Object> values = new HashMap<>();
        values.put("form", form);
        values.put("takesCalls", service.getIfAvailable() != null);
        values.put("rows", usage == null ? List.of() : rows(usage));
        values.put("next", usage == null || usage.next() == null ? null : next(form, usage.next()));
        return pages.page(request, "Budgets and usage", HERE, "acts/usage", values, form.refused());
    }

    private static String next(Form form, String cursor) {
        return UriComponentsBuilder.fromPath(HERE)
                .queryParam("rule", "{rule}")
                .queryParam("subject", "{subject}")
                .queryParam("cursor", "{cursor}")
                .encode()
                .buildAndExpand(form.value("rule"), form.value("subject"), cursor)
                .toUriString();
    }

    private static List<Row> rows(Usage usage) {
        return usage.items().stream()
                .flatMap(item -> item.counts().stream()
                        .map(count -> new Row(
                                Shown.line(item.rule()),
                                subject(item),
                                count.kind(),
                                count.limit(),
                                count.used(),
                                count.reserved(),
                                count.left(),
                                item.underWay(),
                                item.until() == null ? null : item.until().toEpochMilli())))
                .toList();
    }

    private static String subject(Usage.Item item) {
        return item.subject().isEmpty()
                ? "all together"
                : Shown.line(item.subject().entrySet().stream()
                        .map(word -> word.getKey() + " " + word.getValue())
                        .collect(Collectors.joining(", ")));
    }
}
