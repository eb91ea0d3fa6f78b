package io.chirograph.gateway.exchange;

import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.state.Hearing;
import io.chirograph.switches.ActiveSwitch;
import io.chirograph.switches.ActiveSwitches;
import io.chirograph.switches.SwitchBoard;
import io.chirograph.web.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Applies the kill switch to calls: twice before they start, and while they are open.
public final class KillSwitch {
    private final SwitchBoard board;
    private final Hearing hearing;

    /// @param hearing whether switches and keys of others are known
    /// @param open ended where a switch says so
    public KillSwitch(SwitchBoard board, Hearing hearing, OpenExchanges open) {
        this.board = board;
        this.hearing = hearing;
        board.endWith(thrown -> open.endIf(exchange -> exchange.isStoppedBy(thrown)));
    }

    /// Before the body is received.
    public void check(Call call) throws Refusal {
        mustHear();
        refuse(board.stops(), call, List.of());
    }

    /// Before the call starts. While a model is stopped no call goes on whose model is not known.
    public void check(Call call, RequestFacts facts) throws Refusal {
        mustHear();
        ActiveSwitches stops = board.stops();
        if (stops.thrown().isEmpty()) {
            return;
        }
        refuse(stops, call, call.models(facts));
        boolean known = facts.model() != null && call.reading(facts) == BodyFacts.Reading.WHOLE;
        if (stops.needsModel() && !known && call.operation().operationClass() != OperationClass.CATALOGUE) {
            throw new Refusal(
                    ErrorCode.MODEL_UNKNOWN,
                    "A model is stopped by a switch, and which one this call asks for cannot be read.",
                    "model",
                    facts.model() == null ? null : RecordedValue.cut(facts.model()));
        }
    }

    /// Ends an exchange that opened while a switch that ends open calls was thrown.
    public void check(OpenExchange exchange) {
        List<ActiveSwitch> thrown = board.stops().thrown();
        if (!thrown.isEmpty() && thrown.stream().anyMatch(each -> each.endsOpen() && exchange.isStoppedBy(each))) {
            exchange.switchOff();
        }
    }

    private void mustHear() throws Refusal {
        if (hearing.isDeaf()) {
            throw new Refusal(ErrorCode.STATE_UNAVAILABLE, Hearing.REFUSAL);
        }
    }

    private static void refuse(ActiveSwitches stops, Call call, Collection<String> models) throws Refusal {
        Optional<ActiveSwitch> stopping =
                stops.of(call.provider().name(), call.verified("tenant"), call.verified("keyId"), models);
        if (stopping.isPresent()) {
            String scope = stopping.get().scope().toString();
            throw new Refusal(
                    ErrorCode.SWITCHED_OFF,
                    "An administrator has stopped these calls (" + scope + ").",
                    "switch",
                    scope);
        }
    }
}
