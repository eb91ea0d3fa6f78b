package io.chirograph.journal.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/// Main of a broker's process: formats its directory where that is new, then serves.
public final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] args) throws Exception {
        Path settings = Path.of(args[0]);
        if (!Files.exists(settings.resolveSibling("log").resolve("meta.properties"))) {
            int code = StorageTool.execute(
                    new String[] {"format", "--cluster-id", "4L6g3nShT-eMCtK--X86sw", "--config", settings.toString()},
                    System.out);
            if (code != 0) {
                System.exit(code);
            }
        }
        Kafka.main(new String[] {settings.toString()});
    }
}
