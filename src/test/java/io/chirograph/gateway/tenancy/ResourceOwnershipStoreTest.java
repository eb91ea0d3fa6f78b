package io.chirograph.gateway.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.state.TestState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestState.class)
class ResourceOwnershipStoreTest {
    @Parameter
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private TestState engine;

    @TempDir
    private Path directory;

    @Test
    void anIdIsTheFirstTenantsAndStaysSo() throws Exception {
        try (var objects = ResourceOwnershipStore.open(engine.at(directory))) {
            assertThat(objects.tenant("p", "file-1")).isNull();
            objects.remember("p", "acme", List.of("file-1", "batch_1"));
            objects.remember("p", "other", List.of("file-1", "file-2"));
            assertThat(objects.tenant("p", "file-1")).isEqualTo("acme");
            assertThat(objects.tenant("q", "file-1")).isNull();
            assertThat(objects.hasOthers("p", "acme")).isTrue();
            assertThat(objects.hasOthers("q", "acme")).isFalse();
        }
        try (var objects = ResourceOwnershipStore.open(engine.at(directory))) {
            assertThat(objects.tenant("p", "batch_1")).isEqualTo("acme");
            assertThat(objects.tenant("p", "file-2")).isEqualTo("other");
            assertThat(objects.hasOthers("p", "other")).isTrue();
        }
    }

    @Test
    void theOldestOfTheTenantWithMostAreForgotten() throws Exception {
        try (var objects = ResourceOwnershipStore.open(engine.at(directory), 4)) {
            objects.remember("p", "small", List.of("first"));
            for (int i = 0; i < 5; i++) {
                objects.remember("p", "acme", List.of("id-" + i));
            }
            assertThat(objects.tenant("p", "first")).isEqualTo("small");
            assertThat(objects.tenant("p", "id-1")).isNull();
            assertThat(objects.tenant("p", "id-2")).isEqualTo("acme");
            assertThat(objects.tenant("p", "id-4")).isEqualTo("acme");
        }
    }

    @Test
    void whatIsDeletedOrMadeAnewIsNoLongerTheFormerTenants() throws Exception {
        try (var objects = ResourceOwnershipStore.open(engine.at(directory))) {
            objects.remember("p", "acme", List.of("a", "b"));
            objects.forget("p", "other", "a");
            objects.take("p", "other", List.of("b"));
            assertThat(objects.tenant("p", "a")).isEqualTo("acme");
            assertThat(objects.tenant("p", "b")).isEqualTo("other");
            objects.forget("p", "acme", "a");
            assertThat(objects.tenant("p", "a")).isNull();
            assertThat(objects.hasOthers("p", "other")).isFalse();
        }
    }

    @Test
    void manyAtATimeLoseNothing() throws Exception {
        List<Callable<Void>> all = new ArrayList<>();
        try (var objects = ResourceOwnershipStore.open(engine.at(directory));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                String id = "id-" + i;
                all.add(() -> {
                    objects.remember("p", "acme", List.of(id));
                    assertThat(objects.tenant("p", id)).isEqualTo("acme");
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(all)) {
                done.get();
            }
        }
        try (var objects = ResourceOwnershipStore.open(engine.at(directory))) {
            for (int i = 0; i < 200; i++) {
                assertThat(objects.tenant("p", "id-" + i)).isEqualTo("acme");
            }
        }
    }
}
