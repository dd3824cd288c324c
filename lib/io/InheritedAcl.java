package lib.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;

/**
 * What a folder gives to each new file in it, whatever the file is made with: an ACL for more people than the old file had. Java can
 * neither see nor take it away, but {@code ls} marks such a folder.
 */
final class InheritedAcl {

    /** In {@code drwx------+}. */
    private static final int MARK = 10;

    private InheritedAcl() {}

    /** Where nobody but the owner may do anything with the file, an ACL gives nothing either. */
    static boolean wouldWiden(Path file) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return view != null && view.readAttributes().permissions().stream().anyMatch(InheritedAcl::isOfTheGroup)
                && isMarked(file.toAbsolutePath().getParent());
    }

    private static boolean isOfTheGroup(PosixFilePermission permission) {
        return permission == PosixFilePermission.GROUP_READ || permission == PosixFilePermission.GROUP_WRITE;
    }

    private static boolean isMarked(Path folder) {
        try {
            var ls = new ProcessBuilder("ls", "-ld", folder.toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            ls.getOutputStream().close();
            var said = new String(ls.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return said.length() > MARK && said.charAt(MARK) == '+';
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}
