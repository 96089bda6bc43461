package dev.agentkeys.testsupport;

import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes the processes that they share, as a parameter of {@code @BeforeAll}. The first class of a run
 * starts them, and they stop at the end of the run. Classes that share processes run in one suite.
 */
public final class SharedProcesses implements ParameterResolver {

    private static final Map<Class<?>, Supplier<AutoCloseable>> SHARED = Map.of(
            DefaultService.class,
            DefaultService::start,
            Replicas.class,
            Replicas::start,
            ConfiguredService.class,
            ConfiguredService::start,
            GatewayService.class,
            GatewayService::start,
            GuardedService.class,
            GuardedService::start,
            MeasuredService.class,
            MeasuredService::start,
            ObservedService.class,
            ObservedService::start,
            ServiceWithAuthProvider.class,
            () -> ServiceWithAuthProvider.start(Map.of()));

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return SHARED.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedProcesses.class))
                .computeIfAbsent(type, key -> SHARED.get(type).get());
    }
}
