import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a test has started and did not see to its end. */
final class Leftovers {

    private Leftovers() {}

    /** Ends every process in whose environment something of this folder stands, also one whose parent is gone. */
    static void end(Path folder) throws InterruptedException {
        for (var looks = 0; looks < 500 && endOnce(folder); looks++) {
            Thread.sleep(20);
        }
    }

    private static boolean endOnce(Path folder) {
        var running = ProcessHandle.allProcesses().filter(process -> knows(process, folder)).toList();
        running.forEach(ProcessHandle::destroyForcibly);
        return !running.isEmpty();
    }

    private static boolean knows(ProcessHandle process, Path folder) {
        try {
            var variables = Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"), StandardCharsets.ISO_8859_1);
            return (variables + "\0").replace('\0', '/').contains("=" + folder + "/");
        } catch (IOException notOurs) { // or over, or on a machine that has no such folder
            return false;
        }
    }
}
