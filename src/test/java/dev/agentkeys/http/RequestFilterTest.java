package dev.agentkeys.http;

import static io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities.AUTHENTICATION;
import static io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities.CORS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClasses;
import dev.agentkeys.testsupport.ServiceClasses;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The enum has every filter of requests, in the order in which they run. */
class RequestFilterTest {

    private static final JavaClasses SERVICE = ServiceClasses.all();

    @Test
    void listsTheFiltersInTheOrderInWhichTheyRun() {
        var listed = List.of(RequestFilter.values());
        assertEquals(
                listed,
                listed.stream()
                        .sorted(Comparator.comparingInt(RequestFilter::order))
                        .toList());
        assertEquals(
                listed.size(),
                listed.stream().map(RequestFilter::order).distinct().count());
    }

    @Test
    void ordersTheFiltersAmongThoseOfQuarkus() {
        assertTrue(RequestFilter.SINGLE_PARAMETERS.order() < -CORS);
        assertTrue(-CORS < RequestFilter.FORWARDING.order());
        assertTrue(RequestFilter.ALLOWED_METHODS.order() < -AUTHENTICATION);
    }

    /** Handlers of failures that Vert.x does not route are registered elsewhere, because they have no order. */
    @Test
    void noOtherClassRegistersFiltersOrRoutes() {
        var others = SERVICE.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> registers(call.getTarget()))
                .map(call -> call.getOriginOwner().getSimpleName())
                .filter(type -> !type.equals(RequestFilter.class.getSimpleName()))
                .toList();
        assertEquals(List.of(), others);
    }

    @Test
    void anotherClassUsesEachFilter() {
        var used = SERVICE.get(RequestFilter.class).getFieldAccessesToSelf().stream()
                .filter(access -> !access.getOriginOwner().isEquivalentTo(RequestFilter.class))
                .map(access -> access.getTarget().getName())
                .collect(Collectors.toSet());
        assertEquals(Arrays.stream(RequestFilter.values()).map(Enum::name).collect(Collectors.toSet()), used);
    }

    private static boolean registers(AccessTarget method) {
        var owner = method.getOwner();
        return owner.isAssignableTo(Filters.class) && method.getName().equals("register")
                || owner.isAssignableTo(Router.class) && !method.getName().equals("errorHandler")
                || owner.isAssignableTo(Route.class) && method.getName().equals("order");
    }
}
