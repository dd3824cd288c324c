package lib.io;

import java.util.stream.Stream;

/** A process together with what it started. */
final class ProcessTree {

    private ProcessTree() {}

    /** The process comes first: a shell whose command ends before it does goes on with the next one. */
    static void end(Process process) {
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList().forEach(ProcessHandle::destroyForcibly);
    }
}
