package dev.agentkeys.validation;

import jakarta.enterprise.context.Dependent;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.List;
import java.util.Optional;

/** Checks {@link OneOf}. */
@Dependent
class OneOfValidator implements ConstraintValidator<OneOf, String> {

    private List<String> names;

    @Override
    public void initialize(OneOf annotation) {
        names = List.of(annotation.value());
    }

    @Override
    public boolean isValid(String text, ConstraintValidatorContext context) {
        return text == null
                || Faults.report(names.contains(text) ? Optional.empty() : Optional.of(Fault.notOneOf(names)), context);
    }
}
