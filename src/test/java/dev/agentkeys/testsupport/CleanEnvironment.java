package dev.agentkeys.testsupport;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Takes the shell's variables away from the process of the tests before the first of them runs, and so from every process
 * that a test starts. A shell may hold production's variables. What stays is listed, so that a variable which this
 * service learns tomorrow is taken away too.
 *
 * <p>The build opens {@code java.util} for this. Where it is not open, nothing is taken away: continuous testing runs
 * inside dev, whose variables those are.
 */
public final class CleanEnvironment implements LauncherSessionListener {

    /** What programs need to run at all. */
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
            // Without these, Windows starts no process and finds no directory for temporary files.
            "Path",
            "SystemRoot",
            "TEMP",
            "TMP",
            "USERPROFILE");

    /** The property with the names that were taken away. */
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

    /** Whether this JVM runs tests alone. */
    static boolean isOutsideOfDev() {
        return Map.class.getModule().isOpen("java.util", CleanEnvironment.class.getModule());
    }

    /** The map behind the view that {@link System#getenv()} gives, which is the one that new processes inherit. */
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
