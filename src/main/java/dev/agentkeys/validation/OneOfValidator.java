package dev.agentkeys.validation;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.List;
import java.util.Optional;

/** Checks {@link OneOf}. */
@Dependent
class OneOfValidator implements ConstraintValidator<OneOf, String> {

    // Looked up at each use, because Quarkus makes validators while it builds the application.
    private final Instance<SentParameters> sent;

    private List<String> names;
    private String parameter;

    OneOfValidator(Instance<SentParameters> sent) {
        this.sent = sent;
    }

    @Override
    public void initialize(OneOf annotation) {
        parameter = annotation.parameter();
        names = List.of(annotation.value());
    }

    @Override
    public boolean isValid(String text, ConstraintValidatorContext context) {
        boolean valid = text == null ? !sent.get().has(parameter) : names.contains(text);
        return ViolationKind.report(valid ? Optional.empty() : Optional.of(ViolationKind.notOneOf(names)), context);
    }
}
