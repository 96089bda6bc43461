package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.validation.ViolationKind;
import jakarta.enterprise.context.Dependent;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks {@link FitsSource}, and reports a violation at the field of the name. */
@Dependent
class FitsSourceValidator implements ConstraintValidator<FitsSource, TypedKey> {

    /** A repository, all repositories of an owner, or an app. No repository's name ends in {@code .git}. */
    private static final Pattern GITHUB = Pattern.compile(
            "[a-z0-9_-]+/(?:\\*|(?!\\.{1,2}$)(?!.*\\.git$)[a-z0-9._-]+)|app:[0-9]{1,20}", Pattern.CASE_INSENSITIVE);

    private static final ViolationKind NOT_OF_GITHUB =
            ViolationKind.value("must be 'owner/repository' as in the repository's"
                    + " full_name, 'owner/*' for all that is of an organization or a user, or 'app:id' for an app");

    /** Names that another constraint refuses already. */
    private static final Pattern NO_NAME = Pattern.compile("|\\.{1,2}|.*[\\p{Cc}\\p{Cs}].*|.{257,}", Pattern.DOTALL);

    @Override
    public boolean isValid(TypedKey request, ConstraintValidatorContext context) {
        if (request.typeOfKey() == null
                || request.name() == null
                || NO_NAME.matcher(request.name()).matches()) {
            return true;
        }
        var fault = faultOf(request.name(), request.typeOfKey());
        if (fault.isEmpty()) {
            return true;
        }
        ViolationKind.report(fault, context);
        context.disableDefaultConstraintViolation();
        context.buildConstraintViolationWithTemplate(context.getDefaultConstraintMessageTemplate())
                .addPropertyNode("name")
                .addConstraintViolation();
        return false;
    }

    /** Slack chooses the ids of its apps, so any name is accepted. */
    private static Optional<ViolationKind> faultOf(String name, KeyType type) {
        return switch (type) {
            case GITHUB -> GITHUB.matcher(name).matches() ? Optional.empty() : Optional.of(NOT_OF_GITHUB);
            case SLACK, INTERNAL, EXTERNAL -> Optional.empty();
        };
    }
}
