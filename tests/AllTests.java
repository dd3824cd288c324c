///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//MAIN AllTests
//NOINTEGRATIONS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.junit.platform:junit-platform-launcher:6.1.3
//SOURCES Circumstances.java
//SOURCES *Test.java

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs every test beside it, or the classes named on the command line: {@code ./jbang tests/AllTests.java IniFileTest}. */
public final class AllTests {

    private AllTests() {}

    public static void main(String[] args) throws IOException, InterruptedException, URISyntaxException {
        if (!Circumstances.fit()) {
            System.exit(Circumstances.setRight(AllTests.class, args));
        }
        var start = Instant.now();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors(args))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.executor-service", "WORKER_THREAD_POOL")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "6")
                .configurationParameter("junit.jupiter.testclass.order.default", LongestFirst.class.getName())
                .build();
        var summary = new SummaryGeneratingListener();
        var skipped = new Skipped();
        LauncherFactory.create().execute(request, summary, skipped);
        report(summary, skipped, Duration.between(start, Instant.now()));
        System.exit(summary.getSummary().getTotalFailureCount() == 0 && summary.getSummary().getTestsFoundCount() > 0 ? 0 : 1);
    }

    /** What begins last and takes long would keep all but one of the workers idle at the end. */
    static final class LongestFirst implements ClassOrderer {
        private static final List<String> LONG = List.of("TurnsTest", "TerminalInShellsTest", "JbangWrapperTest", "PracticeAwsTest",
                "WritingInPlaceTest", "AskingElsewhereTest", "CatalogTest", "OtherToolsTest", "DocsTest", "LongCommandTest", "HeartTest",
                "MfaStatusInTerminalsTest", "LintTest", "FloorsTest", "DevicesInTerminalsTest", "MfaStatusCostTest", "LauncherTest");

        @Override
        public void orderClasses(ClassOrdererContext context) {
            context.getClassDescriptors().sort(Comparator.comparing(test -> {
                var place = LONG.indexOf(test.getTestClass().getSimpleName());
                return place < 0 ? LONG.size() : place;
            }));
        }
    }

    private static List<? extends DiscoverySelector> selectors(String[] classes) throws URISyntaxException {
        if (classes.length > 0) {
            return Stream.of(classes).map(name -> selectClass(name)).toList();
        }
        var jar = Path.of(AllTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return selectClasspathRoots(Set.of(jar));
    }

    /** The last line is for programs: {@code N passed, N failed}, and {@code , N skipped} where there are some. */
    private static void report(SummaryGeneratingListener listener, Skipped skipped, Duration took) {
        var summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out), 20);
        skipped.print();
        System.out.printf("in %d.%d s%n", took.toSeconds(), took.toMillisPart() / 100);
        System.out.println(summary.getTestsSucceededCount() + " passed, " + summary.getTotalFailureCount() + " failed"
                + (skipped.tests.isEmpty() ? "" : ", " + skipped.tests.size() + " skipped"));
    }

    /** Every test that did not run, with its reason. */
    private static final class Skipped implements TestExecutionListener {
        private final ConcurrentLinkedQueue<Test> tests = new ConcurrentLinkedQueue<>();

        private record Test(String place, String reason) {}

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            add(test, reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
                add(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason"));
            }
        }

        private void add(TestIdentifier test, String reason) {
            var place = test.getSource().filter(MethodSource.class::isInstance).map(source -> ((MethodSource) source).getClassName());
            tests.add(new Test(place.orElse(test.getDisplayName()), reason.replaceFirst("^Assumption failed: ", "")));
        }

        /** That one tool is missing may be the reason of many. */
        void print() {
            tests.stream().collect(groupingBy(Test::reason, TreeMap::new, groupingBy(Test::place, TreeMap::new, counting())))
                    .forEach((reason, places) -> System.out.println("SKIPPED, since " + reason + "\n  " + places.entrySet().stream()
                            .map(place -> place.getValue() + " of " + place.getKey()).collect(joining(", "))));
        }
    }
}
