package dev.agentkeys.apikey;

import dev.agentkeys.http.DotSegments;
import dev.agentkeys.validation.Unicode;
import dev.agentkeys.validation.ViolationKind;
import jakarta.enterprise.context.Dependent;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks {@link ForwardPath}. */
@Dependent
class ForwardPathValidator implements ConstraintValidator<ForwardPath, String> {

    private static final int MAX_LENGTH = 1024;
    private static final Pattern SCHEME = Pattern.compile("/*[A-Za-z][A-Za-z0-9+.-]*:");

    @Override
    public boolean isValid(String path, ConstraintValidatorContext context) {
        return path == null || ViolationKind.report(faultOf(path), context);
    }

    private static Optional<ViolationKind> faultOf(String path) {
        if (!Unicode.isWellFormed(path)) {
            return Optional.of(ViolationKind.value("must be valid Unicode"));
        }
        if (Unicode.hasControl(path)) {
            return Optional.of(ViolationKind.value("must not contain control characters"));
        }
        if (path.isEmpty()) {
            return Optional.of(ViolationKind.tooShort(1));
        }
        if (path.length() > MAX_LENGTH) {
            return Optional.of(ViolationKind.tooLong(MAX_LENGTH));
        }
        if (SCHEME.matcher(path).lookingAt()) {
            return Optional.of(ViolationKind.value("must not have a scheme"));
        }
        return DotSegments.in(path)
                ? Optional.of(ViolationKind.value("must not contain the segments '.' and '..'"))
                : Optional.empty();
    }
}
