package lib.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A small POSIX shell file that starts a script without JBang, and the file {@code start} that it reads to do so.
 *
 * <p>What is kept for it lies in {@code ${XDG_CACHE_HOME:-~/.cache}/awscli-mfa/NAME}, which only its owner can enter:
 * {@code start} with the command line, the stamps {@code sources} (when the build of these sources began) and {@code settled}
 * (when all else was in place), {@code aot} with the JVM's ahead-of-time cache, {@code jars} in a form that it takes, and
 * {@code made-of} with what stood in {@code start} before there was a cache.
 *
 * <p>For programs: {@code NAME --launcher train} ends once the launcher is as fast as it gets, with status 0; it prints nothing
 * on stdout. That is so when {@code start} names {@code -XX:AOTCache}.
 *
 * @param name of the script, without its ending; also of this file
 * @param checkout the folder of the script
 */
public record Launcher(String name, String checkout) {

    /** What a launcher says to the script as its first argument, when it is the launcher itself that wants something. */
    public static final String SWITCH = "--launcher";

    /** Tells the script that a launcher started it, and which. */
    public static final String PROPERTY = "awscli-mfa.launcher";

    private static final String MARK = "# Starts one script of awscli-mfa at once.";

    /** Stands in {@code ./jbang} too, which has to do without any other file. */
    public static final String OPTIONS = """
            # What our JVM takes over of options for every JVM: whom to trust, and the proxy.
            taken_over() { # options, as the JVM reads them; words: each in a line, without quotation marks
                rest="$1 " word='' text='' kept=''
                while [ -n "$rest" ]; do
                    run=${rest%%[[:space:]\\"\\']*}
                    rest=${rest#"$run"} word=$word$run text=$text$run
                    case $rest in
                        [\\"\\']*)
                            quote=${rest%"${rest#?}"} rest=${rest#?}
                            run=${rest%%"$quote"*}
                            rest=${rest#"$run"} word=$word$run text=$text$quote$run$quote
                            ;;
                        *)
                            case $word in
                                -Djavax.net.ssl.* | -Dhttp.proxy* | -Dhttps.proxy* | -Dftp.proxy* | -Dhttp.nonProxyHosts=* | -Dftp.nonProxyHosts=* | \\
                                    -DsocksProxy* | -DsocksNonProxyHosts=* | -Djava.net.socks.* | -Djava.net.useSystemProxies=* | -Djdk.http.auth.*)
                                    # JBang knows quotation marks around a whole option alone.
                                    case $text in
                                        "$word" | \\""$word"\\" | \\'"$word"\\') ;;
                                        *\\"*\\'* | *\\'*\\"*) ;;
                                        *\\"*) text=\\"$word\\" ;;
                                        *) text=\\'$word\\' ;;
                                    esac
                                    if [ "${2-}" = words ]; then printf '%s\\n' "$word"; else kept="$kept $text"; fi ;;
                            esac
                            word='' text=''
                            ;;
                    esac
                    rest=${rest#?}
                done
                [ "${2-}" = words ] || printf '%s\\n' "${kept# }"
            }

            # The rest is set aside, for our children. Our own names are long: whoever exports one of them would find it changed.
            set_options_aside() {
                for awscli_mfa_name in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS JBANG_JAVA_OPTIONS; do
                    eval "awscli_mfa_all=\\${$awscli_mfa_name-}"
                    [ -n "$awscli_mfa_all" ] || continue
                    awscli_mfa_kept=$(taken_over "$awscli_mfa_all")
                    [ "$awscli_mfa_kept" != "$awscli_mfa_all" ] || continue
                    eval "export AWSCLI_MFA_ASIDE_$awscli_mfa_name=\\$awscli_mfa_all; $awscli_mfa_name=\\$awscli_mfa_kept"
                    [ -n "$awscli_mfa_kept" ] || unset "$awscli_mfa_name"
                done
            }
            """;

    private static final Pattern CONDITION = Pattern.compile("(?ms)^if \\[ -z \"\\$\\(find .*?; then$");

    private static final Pattern OURS = Pattern.compile(
            "#!/bin/sh\\n" + Pattern.quote(MARK) + ".*\\ncheckout='(.*)'\\nscript=\\$checkout/([a-z-]+)\\.java\\n[^$]*\\$", Pattern.DOTALL);

    /** What a launcher's text was made of; empty for anybody else's file. */
    public static Optional<Launcher> read(String text) {
        var ours = OURS.matcher(text);
        return ours.lookingAt()
                ? Optional.of(new Launcher(ours.group(2), ours.group(1).replace("'\\''", "'")))
                : Optional.empty();
    }

    /**
     * The file. A folder that belongs to somebody else is not believed, since what lies in there is run. JBang only ever builds
     * and settles; so the arguments reach the script untouched, and what JBang prints reaches no shell that reads stdout.
     */
    public String text() {
        return """
                #!/bin/sh
                %1$s `awscli-mfa init` writes this file, and --remove takes it away.
                checkout=%2$s
                script=$checkout/%3$s.java
                cache=${XDG_CACHE_HOME-}
                case $cache in /*) ;; *) cache=${HOME-}/.cache ;; esac
                cache=$cache/awscli-mfa
                state=$cache/%3$s

                # Leaves by exec, unless something has changed since.
                start_at_once() {
                    [ -O "$cache" ] && [ -O "$state" ] && [ -f "$state/settled" ] && [ -f "$state/start" ] || return
                    [ "$state/start" -nt "$state/settled" ] || . "$state/start"
                }

                # The jbang beside the script keeps first runs apart, and uses the one on the PATH if that is newer.
                jbang=$checkout/jbang
                [ -x "$jbang" ] || jbang=jbang

                start_at_once "$@"
                if [ ! -f "$script" ]; then
                    printf '%%s\\n' "%3$s: $script is not there any more" \\
                        "%3$s: hint: go to the folder that it is in now, and type there: ./jbang awscli-mfa.java init" \\
                        "%3$s: hint: or be rid of this command: rm '$(printf '%%s' "$0" | sed "s/'/'\\\\\\\\''/g")'" >&2
                    exit 253
                fi
                if (umask 077 && mkdir -p "$state" && : >"$state/sources.$$") 2>/dev/null; then
                    "$jbang" "$script" %4$s settle "$0" "$$" </dev/null >&2 || exit
                    start_at_once "$@"
                fi
                exec "$jbang" "$script" "$@"
                """.formatted(MARK, quoted(checkout), name, SWITCH);
    }

    /**
     * What a launcher starts.
     *
     * @param java the program
     * @param options of the JVM
     * @param classPath the jars, in order
     * @param products files that must not change, beside the jars
     */
    public record Direct(String java, List<String> options, List<String> classPath, String mainClass, List<String> products) {

        /** With other jars, such as the same in another form. */
        public Direct with(List<String> jars) {
            return new Direct(java, options, jars, mainClass, products);
        }
    }

    /** What there is to make the start fast. */
    public enum Cache {
        /** None yet: it is made beside the next start. */
        WANTED,
        /** In the file {@code aot}. */
        THERE,
        /** It could not be made, and will be tried again when something changes. */
        IMPOSSIBLE
    }

    /**
     * The text of {@code start}, which runs inside the launcher. One {@code find} looks at every file that the start depends on,
     * by the time the system last changed anything about it, which no copying or unpacking sets back; and fails where one
     * is missing. The JVM's messages would go to stdout, so it is told to have none.
     */
    public String start(Direct direct, Cache cache) {
        var train = cache != Cache.WANTED ? "" : """
                    [ "${1-}" = %s ] || (trap '' HUP; umask 077; nice -n 19 %s %1$s train >/dev/null 2>&1 </dev/null &)
                """.formatted(SWITCH, command(direct, cache));
        return """
                %3$s
                if [ -z "$(find "$checkout/lib" "$script" %1$s \\
                    \\( -path %2$s -cnewer "$state/sources" -o ! -path %2$s -cnewer "$state/settled" \\) -print 2>&1)" ]; then
                    set_options_aside
                    awscli_mfa_words=
                    if [ -n "${JBANG_JAVA_OPTIONS-}" ]; then
                        awscli_mfa_words=$(taken_over "$JBANG_JAVA_OPTIONS" words)
                        set -f
                        IFS='
                '
                    fi
                %4$s    exec %5$s "$@"
                fi
                """.formatted(products(direct, cache), quoted(literal(checkout) + "/*"), OPTIONS, train, command(direct, cache));
    }

    /**
     * A shell command that ends with 0 where a launcher would run {@code start} at once, and else with 1; nothing is run.
     *
     * @param state the folder of {@code start}
     * @param start its text
     */
    public Optional<String> question(String state, String start) {
        var condition = CONDITION.matcher(start);
        return !condition.find() ? Optional.empty() : Optional.of("""
                checkout=%s; script=$checkout/%s.java; state=%s
                [ -O "${state%%/*}" ] && [ -O "$state" ] && [ -f "$state/settled" ] && ! [ "$state/start" -nt "$state/settled" ] || exit 1
                %s exit 0; fi; exit 1
                """.formatted(quoted(checkout), name, quoted(state), condition.group()));
    }

    private static String products(Direct direct, Cache cache) {
        return Stream.concat(Stream.concat(direct.products().stream(), direct.classPath().stream()).map(Launcher::quoted),
                cache == Cache.THERE ? Stream.of("\"$state/aot\"") : Stream.empty()).collect(Collectors.joining(" "));
    }

    private String command(Direct direct, Cache cache) {
        return quoted(direct.java()) + " " + direct.options().stream().map(Launcher::quoted).collect(Collectors.joining(" "))
                + " \"-D" + PROPERTY + "=$0\"" + (cache == Cache.THERE ? " \"-XX:AOTCache=$state/aot\"" : "")
                + " -Xlog:disable $awscli_mfa_words"
                + " -cp " + quoted(String.join(":", direct.classPath())) + " " + direct.mainClass();
    }

    /** As a pattern of {@code find} that means just itself. */
    private static String literal(String path) {
        return path.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
