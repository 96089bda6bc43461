package dev.agentkeys.validation;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.Dependent;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** An absolute http or https URL with a host, without user info and without fragment (RFC 3986). Null is valid. */
@Documented
@Constraint(validatedBy = HttpUrl.Validator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
public @interface HttpUrl {

    /** Whether the empty text counts as absent. */
    boolean orEmpty() default false;

    /** Whether it may have a query. */
    boolean query() default true;

    /** Unused: each violation carries a {@link ViolationKind}. */
    String message() default "is not an absolute http or https URL";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint. */
    @Dependent
    class Validator implements ConstraintValidator<HttpUrl, String> {

        private static final Set<String> SCHEMES = Set.of("http", "https");
        private static final int MAX_LENGTH = 2048;
        private static final int MAX_PORT = 65_535;

        private HttpUrl rules;

        @Override
        public void initialize(HttpUrl annotation) {
            rules = annotation;
        }

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            return text == null || text.isEmpty() && rules.orEmpty() || ViolationKind.report(faultOf(text), context);
        }

        private Optional<ViolationKind> faultOf(String text) {
            if (!Unicode.isWellFormed(text)) {
                return Optional.of(ViolationKind.value("must be valid Unicode"));
            }
            if (text.length() > MAX_LENGTH) {
                return Optional.of(ViolationKind.tooLong(MAX_LENGTH));
            }
            URI url;
            try {
                // RFC 3986 allows underscores in a host, and Docker Compose uses them. java.net.URI follows an older
                // RFC.
                url = new URI(text.replace('_', '-'));
            } catch (URISyntaxException e) {
                return Optional.of(ViolationKind.value("must be a URL"));
            }
            var scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            if (!SCHEMES.contains(scheme) || url.getHost() == null || url.getPort() > MAX_PORT) {
                return Optional.of(ViolationKind.value("must be an absolute http or https URL"));
            }
            if (url.getRawUserInfo() != null) {
                return Optional.of(ViolationKind.value("must not hold user or password"));
            }
            if (url.getRawQuery() != null && !rules.query()) {
                return Optional.of(ViolationKind.value("must not have a query"));
            }
            return url.getRawFragment() == null
                    ? Optional.empty()
                    : Optional.of(ViolationKind.value("must not have a fragment"));
        }
    }
}
