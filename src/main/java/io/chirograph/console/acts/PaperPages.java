package io.chirograph.console.acts;

import gg.jte.Content;
import io.chirograph.console.Pages;
import io.chirograph.console.Shown;
import io.chirograph.dataflow.DataFlow;
import io.chirograph.dataflow.DataFlows;
import io.chirograph.dataflow.FlowTables;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.report.Reports;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/console/dataflow` and `/console/report`, for auditors: what the API hands out, as a page and by a form.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class PaperPages extends FormPage {
    private static final String FLOW = "/console/dataflow";
    private static final String REPORT = "/console/report";
    private static final int MOST_CELL = 2000;
    private static final int MOST_SETTINGS = 200_000;
    private static final String[] FIELDS = Reports.PARAMETERS.toArray(String[]::new);
    private final DataFlows flows;
    private final Reports reports;
    private final Clock clock;

    PaperPages(Pages pages, DataFlows flows, Reports reports, Clock clock) {
        super(pages);
        this.flows = flows;
        this.reports = reports;
        this.clock = clock;
    }

    @GetMapping(FLOW)
    ResponseEntity<byte[]> dataflow(HttpServletRequest request) {
        DataFlow flow = flows.now(AuditedRead.of(request));
        String picture = DataFlows.picture(flow);
        Map<String, Object> values = new HashMap<>();
        values.put("configuration", flow.configuration());
        values.put("policy", flow.policy());
        values.put("picture", (Content) output -> output.writeContent(picture)); // its text is escaped
        values.put("tables", FlowTables.of(flow).stream().map(PaperPages::shown).toList());
        values.put(
                "settings",
                Shown.block(
                        flow.settings().entrySet().stream()
                                .map(setting -> setting.getKey() + "=" + setting.getValue())
                                .collect(Collectors.joining("\n")),
                        MOST_SETTINGS));
        return pages.page(request, "Data flow", FLOW, "acts/dataflow", values);
    }

    private static FlowTables.Table shown(FlowTables.Table table) {
        return new FlowTables.Table(
                table.title(),
                table.heads(),
                table.rows().stream()
                        .map(row -> row.stream()
                                .map(cell -> Shown.block(cell, MOST_CELL))
                                .toList())
                        .toList(),
                table.note().replace("`", ""));
    }

    @GetMapping(REPORT)
    ResponseEntity<byte[]> report(HttpServletRequest request) {
        LocalDate to = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).withDayOfMonth(1);
        return page(
                request,
                new Form(
                        Map.of("from", to.minusMonths(1) + "T00:00:00Z", "to", to + "T00:00:00Z", "sample", "25"),
                        null,
                        null));
    }

    private ResponseEntity<byte[]> page(HttpServletRequest request, Form form) {
        return pages.page(request, "Report of a period", REPORT, "acts/report", Map.of("form", form), form.refused());
    }

    @GetMapping(REPORT + "/file")
    ResponseEntity<byte[]> file(HttpServletRequest request) throws Exception {
        Form form = Form.of(request, FIELDS);
        return act(
                form,
                () -> {
                    Reports.Handed made = reports.report(
                            AuditedRead.of(request), name -> form.value(name).isBlank() ? null : form.value(name));
                    return ResponseEntity.ok()
                            .contentType(MediaType.parseMediaType(made.type()))
                            .cacheControl(CacheControl.noStore())
                            .header("Content-Disposition", "attachment; filename=\"" + made.name() + "\"")
                            .body(made.body());
                },
                again -> page(request, again),
                FIELDS);
    }
}
