package dev.agentkeys.testsupport;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Removes the shell's variables from the process of the tests before the first test runs, and so from every process
 * that a test starts. A developer's shell may hold production's variables. A short list names the variables that stay,
 * so a variable that this service reads in the future is removed too.
 *
 * <p>The build opens {@code java.util} for this. If it is not open, nothing is removed: continuous testing runs inside
 * dev, and dev needs its variables.
 */
public final class CleanEnvironment implements LauncherSessionListener {

    /** The variables that programs need to run. */
    static final Set<String> KEPT = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "TZ",
            "TMPDIR",
            "JAVA_HOME",
            "LD_LIBRARY_PATH",
            // Without these, Windows starts no process and has no directory for temporary files.
            "Path",
            "SystemRoot",
            "TEMP",
            "TMP",
            "USERPROFILE");

    /** The property with the names of the removed variables. */
    static final String REMOVED = "tests.removed-variables";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (isOutsideOfDev()) {
            var variables = modifiable(System.getenv());
            var removed = new TreeSet<>(variables.keySet());
            removed.removeAll(KEPT);
            variables.keySet().removeIf(name -> !KEPT.contains(name));
            System.setProperty(REMOVED, String.join(",", removed));
        }
    }

    /** Whether this JVM runs only tests, and not dev. */
    static boolean isOutsideOfDev() {
        return Map.class.getModule().isOpen("java.util", CleanEnvironment.class.getModule());
    }

    /** The modifiable map behind the view of {@link System#getenv()}. New processes inherit this map. */
    @SuppressWarnings("unchecked")
    private static Map<String, String> modifiable(Map<String, String> view) {
        try {
            var map = view.getClass().getDeclaredField("m");
            map.setAccessible(true);
            return (Map<String, String>) map.get(view);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JDK keeps its environment elsewhere", e);
        }
    }
}
