package io.chirograph.gateway.upstream;

import io.chirograph.event.facts.CredentialRotated;
import io.chirograph.event.value.Actor;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.ReloadRefused;
import io.chirograph.recording.Reloadable;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Reloads providers' credentials from their files, regularly and on request.
/// A new one is in force for the next call once its `key.rotated` event is durable; open calls keep theirs.
public final class ProviderCredentials extends LifecyclePart implements Reloadable, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ProviderCredentials.class);
    private static final String KIND = "provider-credential";

    private final Providers providers;
    private final FactSink trail;
    private final Duration poll;
    private String complained = "";

    public ProviderCredentials(Providers providers, FactSink trail, Duration poll) {
        super(Phase.RECURRING);
        this.providers = providers;
        this.trail = trail;
        this.poll = poll;
    }

    @Override
    public String name() {
        return "provider-credentials";
    }

    /// Takes every new credential that can be read, also beside one that cannot.
    @Override
    public synchronized boolean reload(Actor operator, String reason) throws ReloadRefused, RecordingUnavailable {
        boolean changed = false;
        String unread = null;
        for (Provider provider : providers.all()) {
            Path file = provider.credential().file;
            if (file != null) {
                try {
                    changed |= take(provider, Credential.read(file), operator, reason);
                } catch (IOException e) {
                    unread = "chirograph.gateway.providers." + provider.name() + ".credential-file: " + e.getMessage();
                }
            }
        }
        if (unread != null) {
            throw new ReloadRefused(unread);
        }
        return changed;
    }

    private boolean take(Provider provider, String next, Actor operator, String reason) throws RecordingUnavailable {
        String before = provider.credential().text();
        if (next.equals(before)) {
            return false;
        }
        trail.record(new CredentialRotated(
                KIND,
                provider.name(),
                Credential.fingerprint(next),
                before == null ? null : Credential.fingerprint(before),
                null,
                reason,
                operator));
        provider.credential().follow(next);
        log.info("The credential of provider {} is another now", provider.name());
        return true;
    }

    @Override
    protected @Nullable Runnable begin() {
        return providers.all().stream().anyMatch(each -> each.credential().file != null)
                ? Worker.start("credential-watch", Worker.Serves.REST, this::watch)::stop
                : null;
    }

    private void watch(Worker.Stop stop) throws InterruptedException {
        Actor owner = new Actor(new TreeMap<>(), new TreeMap<>(Map.of("via", "file")));
        while (!stop.within(poll)) {
            try {
                reload(owner, "file changed");
                complained = "";
            } catch (ReloadRefused | RecordingUnavailable | RuntimeException e) {
                complain(e);
            }
        }
    }

    private void complain(Exception e) {
        String message = String.valueOf(e.getMessage());
        if (!message.equals(complained)) {
            complained = message;
            log.warn("a provider's credential is not taken, the one in force stays: {}", message);
        }
    }
}
