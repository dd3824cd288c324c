//SOURCES OwnerOnly.java
package lib.io;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A jar whose classes the JVM's caches take. They refuse what was compiled for Java 5, since such classes lack the maps by which
 * the JVM verifies newer ones. Those can be computed: the code stays what it is, byte for byte.
 */
public final class RecentJar {

    private static final int JAVA_6 = 50;
    private static final int JAVA_8 = 52;
    private static final int MAJOR_VERSION_AT = 7;

    private static final ClassFile CLASSES = ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())
                    .orElse(ClassHierarchyResolver.defaultResolver())));

    private RecentJar() {}

    /** The jar itself, or one of the same name in {@code folder} if it has old classes. */
    public static Path of(Path jar, Path folder) throws IOException {
        try (var old = new ZipFile(jar.toFile())) {
            if (!hasOldClasses(old)) {
                return jar;
            }
            OwnerOnly.createFolders(folder);
            var recent = folder.resolve(jar.getFileName());
            var temporary = Files.createTempFile(folder, "jar", ".new", OwnerOnly.FILE);
            OwnerOnly.handOver(temporary);
            try (var out = new ZipOutputStream(Files.newOutputStream(temporary))) {
                for (var entry : Collections.list(old.entries())) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    out.write(recent(bytes(old, entry)));
                }
            }
            return Files.move(temporary, recent, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static boolean hasOldClasses(ZipFile jar) throws IOException {
        for (var entry : Collections.list(jar.entries())) {
            if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/") && !entry.getName().equals("module-info.class")) {
                return isOld(bytes(jar, entry));
            }
        }
        return false;
    }

    private static byte[] bytes(ZipFile jar, ZipEntry entry) throws IOException {
        try (var in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private static boolean isOld(byte[] bytes) {
        return bytes.length > MAJOR_VERSION_AT && bytes[0] == (byte) 0xCA && bytes[1] == (byte) 0xFE && bytes[MAJOR_VERSION_AT] < JAVA_6;
    }

    private static byte[] recent(byte[] bytes) {
        if (!isOld(bytes)) {
            return bytes;
        }
        try {
            return CLASSES.transformClass(CLASSES.parse(bytes), ClassTransform
                    .endHandler(built -> built.withVersion(JAVA_8, 0))
                    .andThen(ClassTransform.transformingMethods(MethodTransform.transformingCode((code, element) -> code.with(element)))));
        } catch (IllegalArgumentException withSubroutines) {
            return bytes; // as it is, it runs too
        }
    }
}
