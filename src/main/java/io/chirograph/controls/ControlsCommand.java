package io.chirograph.controls;

import io.chirograph.support.command.ChirographCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chirograph controls`: prints what the program does for the controls of several frameworks. Reads nothing and asks
/// nobody.
@Command(
        name = "controls",
        mixinStandardHelpOptions = true,
        description =
                "Print what Chirograph does for the controls of NIST 800-53, FedRAMP, SOC 2, HIPAA, the EU AI Act and others.")
public final class ControlsCommand extends ChirographCommand implements Runnable {
    enum Format {
        markdown,
        oscal
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} when not given")
    private Format format = Format.markdown;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "where links to queries lead; ${DEFAULT-VALUE} when not given")
    private String api = "http://127.0.0.1:8080";

    @Option(
            names = "--ops",
            paramLabel = "URL",
            description = "where links to health lead; ${DEFAULT-VALUE} when not given")
    private String ops = "http://127.0.0.1:8081";

    @Override
    public void run() {
        ControlCatalog catalog = ControlCatalog.shipped();
        out().print(
                        format == Format.oscal
                                ? OscalComponent.of(catalog)
                                : new ControlsPage(address("--api", api), address("--ops", ops)).of(catalog));
        out().flush();
    }

    private String address(String option, String given) {
        if (!given.matches("https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._~/-]*)?")) {
            throw usage(option + " must be a URL such as https://audit.example.com, was '" + given + "'");
        }
        return given.replaceAll("/+$", "");
    }
}
