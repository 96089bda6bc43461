package dev.agentkeys.testsupport;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;

/**
 * The classes of the service in ArchUnit's form, without the tests. Tests share them, because it takes seconds to read
 * them.
 */
public final class ServiceClasses {

    private static final JavaClasses ALL =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.agentkeys");

    private ServiceClasses() {}

    /** All classes of the service. */
    public static JavaClasses all() {
        return ALL;
    }
}
