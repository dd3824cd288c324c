import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What no file system here does by itself: a library that is loaded before the system's own, and refuses or kills. */
final class Faults {

    private static final String SOURCE = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <errno.h>
            #include <fcntl.h>
            #include <signal.h>
            #include <stdarg.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/stat.h>
            #include <sys/types.h>
            #include <unistd.h>

            static int is_meant(int fd) {
                char *meant = getenv("FAULT_FILE"), name[64], path[4096];
                if (!meant) return 0;
                snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
                ssize_t length = readlink(name, path, sizeof path - 1);
                if (length < 0) return 0;
                path[length] = 0;
                return !strcmp(path, meant);
            }

            static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

            /* FAULT_KILLED_AFTER: so many bytes go into the file, and no more of anything; -1: all, but the rest is not cut off */
            ssize_t write(int fd, const void *bytes, size_t length) {
                ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
                char *after = getenv("FAULT_KILLED_AFTER");
                if (after && atol(after) >= 0 && is_meant(fd)) {
                    size_t part = (size_t) atol(after) < length ? (size_t) atol(after) : length;
                    if (part) real(fd, bytes, part);
                    die();
                }
                if (getenv("FAULT_FULL") && is_meant(fd)) {
                    if (length > 10) return real(fd, bytes, 10);
                    if (access(getenv("FAULT_FULL"), F_OK) && length) { close(creat(getenv("FAULT_FULL"), 0600)); errno = EIO; return -1; }
                }
                return real(fd, bytes, length);
            }

            int ftruncate64(int fd, off64_t length) {
                int (*real)(int, off64_t) = dlsym(RTLD_NEXT, "ftruncate64");
                char *after = getenv("FAULT_KILLED_AFTER");
                if (after && atol(after) == -1 && is_meant(fd)) die();
                return real(fd, length);
            }

            int chmod(const char *path, mode_t mode) {
                if (getenv("FAULT_NO_CHMOD")) { errno = EPERM; return -1; }
                return ((int (*)(const char *, mode_t)) dlsym(RTLD_NEXT, "chmod"))(path, mode);
            }

            int fchmod(int fd, mode_t mode) {
                if (getenv("FAULT_NO_CHMOD")) { errno = EPERM; return -1; }
                return ((int (*)(int, mode_t)) dlsym(RTLD_NEXT, "fchmod"))(fd, mode);
            }

            static int lock_or(const char *name, int fd, int command, void *argument) {
                if (getenv("FAULT_NO_LOCKS") && (command == F_SETLK || command == F_SETLKW)) { errno = ENOLCK; return -1; }
                return ((int (*)(int, int, ...)) dlsym(RTLD_NEXT, name))(fd, command, argument);
            }

            int fcntl(int fd, int command, ...) {
                va_list more; va_start(more, command); void *argument = va_arg(more, void *); va_end(more);
                return lock_or("fcntl", fd, command, argument);
            }

            int fcntl64(int fd, int command, ...) {
                va_list more; va_start(more, command); void *argument = va_arg(more, void *); va_end(more);
                return lock_or("fcntl64", fd, command, argument);
            }
            """;

    private static Path library;

    private Faults() {}

    /** The environment of a process that suffers from them. */
    static Map<String, String> environment(String... variablesAndValues) throws IOException, InterruptedException {
        var environment = new LinkedHashMap<>(Map.of("LD_PRELOAD", library().toString()));
        for (var index = 0; index < variablesAndValues.length; index += 2) {
            environment.put(variablesAndValues[index], variablesAndValues[index + 1]);
        }
        return environment;
    }

    private static synchronized Path library() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "libraries are put before others on Linux here");
        assumeTrue(isInstalled("gcc"), "there is no gcc to make faults with: install gcc and libc6-dev");
        if (library == null) {
            var folder = Files.createTempDirectory("faults");
            var source = Files.writeString(folder.resolve("faults.c"), SOURCE);
            var made = folder.resolve("faults.so");
            var gcc = new ProcessBuilder("gcc", "-shared", "-fPIC", "-D_LARGEFILE64_SOURCE", "-o", made.toString(), source.toString(), "-ldl")
                    .redirectErrorStream(true).start();
            var said = new String(gcc.getInputStream().readAllBytes());
            assumeTrue(gcc.waitFor() == 0, "gcc makes no library here: install libc6-dev\n" + said);
            Stream.of(made, source, folder).forEach(path -> path.toFile().deleteOnExit());
            folder.toFile().deleteOnExit();
            library = made;
        }
        return library;
    }

    static boolean isInstalled(String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
