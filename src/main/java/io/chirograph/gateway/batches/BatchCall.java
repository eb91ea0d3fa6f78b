package io.chirograph.gateway.batches;

import io.chirograph.event.facts.CallStarted;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.exchange.Follower;

/// What a call has to do with batches: nothing, for most. One call, one thread.
public abstract class BatchCall implements Follower {
    /// The call as it is to go on: judged with its lines, where it has some.
    public abstract Call call();

    /// What the call's request says, its lines counted.
    public RequestFacts facts(RequestFacts read) {
        return read;
    }

    /// The call is about to be recorded like this.
    /// @param kept the same call, whose content policy has decided about
    public void begins(Call kept, CallStarted fact) {}

    /// A call that has nothing to do with batches.
    static BatchCall none(Call of) {
        return new BatchCall() {
            @Override
            public Call call() {
                return of;
            }
        };
    }
}
