package dev.agentkeys.problem;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.validation.HttpValidationError;
import dev.agentkeys.validation.InvalidRequestException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns the exceptions of resources into HTTP responses. */
class ProblemMapper {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    private static final int UNPROCESSABLE_CONTENT = 422;

    @ServerExceptionMapper
    Response problem(ProblemException problem, UriInfo uri) {
        var response = error(problem.kind().status(), problem.getMessage(), uri);
        if (problem.getCause() != null) {
            LOG.warnf("Answered %d: %s", problem.kind().status(), rootCause(problem));
        }
        problem.headers().forEach(response::header);
        return response.build();
    }

    /** Sends the first answer again. No cache may keep it, because it may hold a secret. */
    @ServerExceptionMapper
    Response repeated(RepeatedAnswer answer) {
        return Response.status(answer.status())
                // The same text that Quarkus writes for the answer of a resource.
                .type(MediaType.APPLICATION_JSON_TYPE.withCharset(UTF_8.name()))
                .entity(answer.json())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Idempotency-Replayed", "true")
                .build();
    }

    /** The request has no credential, and the operation needs one. */
    @ServerExceptionMapper
    Response unauthenticated(UnauthorizedException missing, UriInfo uri) {
        return problem(ProblemException.unauthenticated("Credentials are missing."), uri);
    }

    /** The caller lacks the role of the operation. */
    @ServerExceptionMapper
    Response forbidden(ForbiddenException refused, UriInfo uri) {
        return problem(ProblemException.missingRole("The caller may not do this."), uri);
    }

    @ServerExceptionMapper
    Response invalid(InvalidRequestException invalid) {
        return json(UNPROCESSABLE_CONTENT, new HttpValidationError(invalid.violations()))
                .build();
    }

    @ServerExceptionMapper
    Response invalidParameters(ConstraintViolationException invalid, UriInfo uri) {
        return invalid(InvalidRequestException.ofParameters(
                invalid.getConstraintViolations(), uri.getPathParameters().keySet()));
    }

    @ServerExceptionMapper
    Response noSuchRoute(NotFoundException unmatched) {
        return json(404, ErrorFormat.DETAIL.body(404, "Not Found").getMap()).build();
    }

    /** The HTTP layer refuses the request: its media type, or a body that it cannot read. */
    @ServerExceptionMapper
    Response refused(WebApplicationException refused, UriInfo uri) {
        var status = refused.getResponse().getStatusInfo();
        if (status.getFamily() == Response.Status.Family.SERVER_ERROR) {
            LOG.error("Request failed", refused);
        }
        return error(status.getStatusCode(), status.getReasonPhrase(), uri).build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure, UriInfo uri) {
        LOG.error("Request failed", failure);
        return error(500, "Internal Server Error", uri).build();
    }

    private static Response.ResponseBuilder error(int status, String message, UriInfo uri) {
        return json(status, ErrorFormat.of(uri.getPath()).body(status, message).getMap());
    }

    private static Response.ResponseBuilder json(int status, Object body) {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body);
    }

    private static Throwable rootCause(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }
}
