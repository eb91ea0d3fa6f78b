package io.chirograph.gateway.tenancy;

import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.ResponseFacts;
import io.chirograph.gateway.dialect.ResponseIds;
import io.chirograph.gateway.http.QueryIds;
import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.policy.model.OperationClass;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Records which ids of one response belong to the caller's tenant. One thread.
public final class OwnershipRecorder implements AutoCloseable {
    private static final String UPLOAD_URL = "x-goog-upload-url";

    private final TenantIsolation tenancy;
    private final Call call;
    private final RequestFacts request;
    private @Nullable ResponseIds ids;
    private @Nullable String upload;
    private boolean isOk;

    public OwnershipRecorder(TenantIsolation tenancy, Call call, RequestFacts request) {
        this.tenancy = tenancy;
        this.call = call;
        this.request = request;
    }

    public void head(UpstreamResponse response) {
        isOk = response.status() / 100 == 2;
        tenancy.tickets().answered(call, response);
        if (isOk && tenancy.learns(call)) {
            ids = new ResponseIds(TenantIsolation.isNamed(call), response.headers()::first);
            upload = QueryIds.upload(response.headers().first(UPLOAD_URL));
        }
    }

    /// A response that has no head has begun.
    public void begun() {
        isOk = true;
    }

    /// The response has an id before it has ended. Durable on return, where the provider keeps it.
    public void named(String id) throws IOException {
        if (tenancy.stores(call, request)) {
            tenancy.remember(call, Set.of(id));
        }
    }

    public void received(byte[] bytes, int length) {
        if (ids != null) {
            ids.feed(bytes, length);
        }
    }

    /// Durable on return.
    public void remember(ResponseFacts response) throws IOException {
        if (!isOk) {
            return;
        }
        if (tenancy.deletes(call)) {
            tenancy.forget(call);
        } else if (ids != null || call.operation().operationClass() == OperationClass.INFERENCE) {
            tenancy.remember(call, ids == null ? inferred(response) : found(ids));
        }
    }

    private Set<String> found(ResponseIds read) {
        Set<String> all = new TreeSet<>(read.ids());
        if (upload != null) {
            all.add(upload);
        }
        return all;
    }

    private Set<String> inferred(ResponseFacts response) {
        Set<String> all = new TreeSet<>(response.kept());
        if (tenancy.stores(call, request)) {
            all.addAll(response.items());
            if (response.responseId() != null) {
                all.add(response.responseId());
                if (TenantIsolation.isNamed(call)) {
                    all.add(call.operation().endpoint() + "/" + response.responseId());
                }
            }
        }
        return all;
    }

    @Override
    public void close() {
        if (ids != null) {
            ids.close();
        }
    }
}
