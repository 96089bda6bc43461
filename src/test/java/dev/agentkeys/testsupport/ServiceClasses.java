package dev.agentkeys.testsupport;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;

/** The classes of the service as ArchUnit sees them, without the tests. It takes seconds to read them, so tests share them. */
public final class ServiceClasses {

    private static final JavaClasses ALL =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.agentkeys");

    private ServiceClasses() {}

    /** All of them. */
    public static JavaClasses all() {
        return ALL;
    }
}
