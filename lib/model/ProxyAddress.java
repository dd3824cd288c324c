//SOURCES Problem.java
package lib.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The address of a proxy as people write it, and as curl and the AWS CLI read it: without a scheme, with any sign in the password, with
 * a host whose name no standard allows.
 *
 * @param port the usual one of the scheme where the address names none
 * @param user empty where the address names none
 */
public record ProxyAddress(String host, int port, String user, String password) {

    /** All before the last {@code @} is the user's name and password; what stands behind the port means nothing. */
    private static final Pattern SHAPE = Pattern.compile(
            "(?:(?<scheme>[Hh][Tt][Tt][Pp][Ss]?)://|//)?(?:(?<login>[^/?#\\s]*)@)?(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)"
                    + "(?::(?<port>[0-9]{1,5}))?(?:[/?#].*)?");

    /**
     * The same as an address with nothing in it that has to be escaped.
     *
     * @throws Problem {@link Problem#badSetting}, which quotes nothing, since a password may stand there
     */
    static URI normal(String text) {
        var parts = SHAPE.matcher(text.strip());
        if (!parts.matches()) {
            throw unusable();
        }
        var scheme = parts.group("scheme") == null ? "http" : parts.group("scheme").toLowerCase(Locale.ROOT);
        var login = parts.group("login") == null ? "" : escaped(parts.group("login")) + "@";
        var port = parts.group("port") == null ? "" : ":" + parts.group("port");
        try {
            return new URI(scheme + "://" + login + parts.group("host") + port);
        } catch (URISyntaxException malformed) {
            throw unusable();
        }
    }

    private static Problem unusable() {
        return Problem.badSetting("HTTPS_PROXY", "…", "an address such as http://proxy.example:3128");
    }

    /** The first colon parts name and password; what is escaped already stays so. */
    private static String escaped(String login) {
        var text = new StringBuilder();
        for (var at = 0; at < login.length(); ) {
            var sign = login.codePointAt(at);
            text.append(isSafe(login, at) ? Character.toString(sign) : percent(sign));
            at += Character.charCount(sign);
        }
        return text.toString();
    }

    private static boolean isSafe(String login, int at) {
        var sign = login.charAt(at);
        return switch (sign) {
            case '%' -> login.substring(at + 1, Math.min(at + 3, login.length())).matches("[0-9A-Fa-f]{2}");
            case ':' -> login.indexOf(':') == at;
            default -> sign < 128 && (Character.isLetterOrDigit(sign) || "-._~!$&'()*+,;=".indexOf(sign) >= 0);
        };
    }

    private static String percent(int sign) {
        var text = new StringBuilder();
        for (var one : Character.toString(sign).getBytes(StandardCharsets.UTF_8)) {
            text.append('%').append("%02X".formatted(one));
        }
        return text.toString();
    }

    /** @param normal as {@link #normal} gives it; the URI class knows no host where the name has an underscore */
    public static ProxyAddress of(URI normal) {
        var authority = normal.getRawAuthority();
        var host = authority.substring(authority.lastIndexOf('@') + 1);
        var login = authority.contains("@") ? authority.substring(0, authority.lastIndexOf('@')) : "";
        var colon = host.lastIndexOf(':') > host.lastIndexOf(']') ? host.lastIndexOf(':') : host.length();
        var port = colon < host.length() ? Integer.parseInt(host.substring(colon + 1)) : normal.getScheme().equals("https") ? 443 : 80;
        var password = login.indexOf(':') < 0 ? "" : login.substring(login.indexOf(':') + 1);
        return new ProxyAddress(host.substring(0, colon), port, decoded(login.split(":", 2)[0]), decoded(password));
    }

    private static String decoded(String escaped) {
        return URI.create("/" + escaped).getPath().substring(1);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ProxyAddress[" + host + ":" + port + "]";
    }
}
