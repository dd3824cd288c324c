//SOURCES AwsReadersTest.java
//SOURCES ../lib/io/Aws.java
//SOURCES ../lib/io/SdkAws.java
//SOURCES ../lib/model/Connection.java
//SOURCES ../lib/model/IniFile.java
//SOURCES ../lib/model/Problem.java
//SOURCES ../lib/model/Profiles.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import lib.io.Aws;
import lib.io.SdkAws;
import lib.model.Connection;
import lib.model.IniFile;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Which host AWS is asked at: the very one that botocore asks, on which the AWS CLI and boto3 stand. A proxy hears the names and lets
 * nobody through. {@code tests/botocore-hosts.txt} holds what botocore answers, for machines that have none: for each region the hosts
 * of STS and IAM, in the order of {@link #WAYS}.
 */
class HostsTest {

    private static final Path TABLE = Path.of("tests/botocore-hosts.txt");

    /** What stands in the profile beside the region. */
    private static final Map<String, String> WAYS = new LinkedHashMap<>();

    static {
        WAYS.put("sts", "");
        WAYS.put("sts legacy", "sts_regional_endpoints = legacy");
        WAYS.put("sts fips", "use_fips_endpoint = true");
        WAYS.put("sts fips legacy", "use_fips_endpoint = true\nsts_regional_endpoints = legacy");
        WAYS.put("sts dualstack", "use_dualstack_endpoint = true");
        WAYS.put("sts dualstack legacy", "use_dualstack_endpoint = true\nsts_regional_endpoints = legacy");
        WAYS.put("sts fips dualstack", "use_fips_endpoint = true\nuse_dualstack_endpoint = true");
        WAYS.put("iam", "");
        WAYS.put("iam fips", "use_fips_endpoint = true");
        WAYS.put("iam dualstack", "use_dualstack_endpoint = true");
        WAYS.put("iam fips dualstack", "use_fips_endpoint = true\nuse_dualstack_endpoint = true");
    }

    /** The SDK for Java and botocore disagree about this one, of which no public document tells. */
    private static final Map<String, String> DISPUTED = Map.of("eusc-de-east-1 iam dualstack", "iam.global.api.amazonwebservices.eu");

    /** Prints a line for every region that botocore knows, its old names for more than a region among them. */
    private static final String BOTOCORE = """
            import json, os, sys
            os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)
            import botocore.session
            from botocore.config import Config

            if [int(part) for part in botocore.__version__.split('.')[:2]] < [1, 43]:
                sys.exit('botocore is too old: ' + botocore.__version__)
            sessions = {}
            for endpoints in ('regional', 'legacy'):
                sessions[endpoints] = botocore.session.Session()
                sessions[endpoints].set_credentials('AKIA', 'secret')
                sessions[endpoints].set_config_variable('sts_regional_endpoints', endpoints)

            class Seen(BaseException):
                pass

            def host(region, service, *how):
                def see(request, **others):
                    raise Seen(request.url.split('/')[2])
                try:
                    config = Config(use_fips_endpoint='fips' in how, use_dualstack_endpoint='dualstack' in how)
                    client = sessions['legacy' if 'legacy' in how else 'regional'].create_client(service, region, config=config)
                    client.meta.events.register('before-send', see)
                    client.get_caller_identity() if service == 'sts' else client.list_mfa_devices()
                except Seen as seen:
                    return seen.args[0]
                except Exception:
                    return '-'

            plain = sessions['regional']
            data = os.path.join(os.path.dirname(botocore.__file__), 'data', 'partitions.json')
            regions = {region for partition in json.load(open(data))['partitions'] for region in partition['regions']}
            regions.update(region for partition in plain.get_available_partitions() for service in ('sts', 'iam')
                           for region in plain.get_available_regions(service, partition, allow_non_regional=True))
            for region in sorted(regions):
                print(region, *(host(region, *way.split(' ')) for way in sys.argv[1:]))
            """;

    private static Map<String, Map<String, String>> ours;

    @BeforeAll
    static void everyHostIsAskedFor() throws Exception {
        ours = new ConcurrentSkipListMap<>();
        var regions = new ArrayList<>(table(Files.readString(TABLE)).keySet());
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var worker = 0; worker < 4; worker++) {
                var share = worker;
                threads.submit(() -> {
                    try (var proxy = new Proxy()) {
                        for (var index = share; index < regions.size(); index += 4) {
                            ours.put(regions.get(index), hosts(proxy, regions.get(index)));
                        }
                    }
                    return share;
                });
            }
        }
    }

    @AfterAll
    static void forget() {
        ours = null;
    }

    @Test
    void everyRegionIsAskedWhereTheTableSaysThatBotocoreAsksIt() throws IOException {
        var theirs = inWords(table(Files.readString(TABLE))).lines().map(line -> line.substring(0, line.lastIndexOf(' ')))
                .filter(DISPUTED::containsKey).toList();

        assertEquals(List.copyOf(DISPUTED.keySet()), theirs);
        assertEquals(undisputed(table(Files.readString(TABLE))), undisputed(ours));
    }

    private static String undisputed(Map<String, Map<String, String>> hosts) throws IOException {
        return String.join("\n", inWords(hosts).lines().filter(line -> !DISPUTED.containsKey(line.substring(0, line.lastIndexOf(' ')))).toList());
    }

    @Test
    void andTheTableSaysWhatBotocoreSays() throws Exception {
        var pythons = AwsReadersTest.pythons().stream().filter(HostsTest::hasBotocore).toList();
        assumeFalse(pythons.isEmpty(), "no aws command of version 1.45 or later is on the PATH: install it with pip install awscli");

        assertEquals(inWords(table(Files.readString(TABLE))), inWords(table(answer(pythons.getFirst()))));
    }

    private static boolean hasBotocore(String python) {
        try {
            return new ProcessBuilder(python, "-c", BOTOCORE.substring(0, BOTOCORE.indexOf("sessions = {}")))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException | InterruptedException none) {
            return false;
        }
    }

    private static String answer(String python) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(python, "-c", BOTOCORE));
        line.addAll(WAYS.keySet());
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        var process = builder.start();
        var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return answer;
    }

    /** Hosts by region and way; a hash begins a remark, and a dash stands for a way that botocore does not go. */
    private static Map<String, Map<String, String>> table(String text) {
        var table = new TreeMap<String, Map<String, String>>();
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.split(" ")).forEach(words -> {
            var hosts = new LinkedHashMap<String, String>();
            WAYS.keySet().forEach(way -> hosts.put(way, words[hosts.size() + 1]));
            table.put(words[0], hosts);
        });
        assertTrue(table.size() > 60);
        return table;
    }

    /** A line for each host; those of a way that botocore does not go are left out. */
    private static String inWords(Map<String, Map<String, String>> hosts) throws IOException {
        var known = table(Files.readString(TABLE));
        var lines = Stream.<String>builder();
        hosts.forEach((region, ways) -> ways.forEach((way, host) -> {
            if (!known.getOrDefault(region, Map.of()).getOrDefault(way, "").equals("-")) {
                lines.add(region + " " + way + " " + host);
            }
        }));
        return String.join("\n", lines.build().toList());
    }

    // ------------------------------------------------------------------------- ours

    private static Map<String, String> hosts(Proxy proxy, String region) {
        var hosts = new LinkedHashMap<String, String>();
        WAYS.forEach((way, settings) -> hosts.put(way, host(proxy, way, "region = " + region + "\n" + settings)));
        return hosts;
    }

    private static String host(Proxy proxy, String way, String settings) {
        var profiles = Profiles.of(IniFile.parse("[profile dev]\n" + settings),
                IniFile.parse("[dev]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n"));
        var dev = (Profile.Base) profiles.require("dev");
        var environment = Map.of("HTTPS_PROXY", "127.0.0.1:" + proxy.port(), "AWS_MAX_ATTEMPTS", "1");
        var caller = new Aws.Caller(dev.keys(), Connection.of(environment, profiles, dev));
        proxy.heard = "nothing";
        try {
            ask(new SdkAws(InstantSource.system()), way, caller);
        } catch (Problem nobodyPasses) {
            return proxy.heard.equals("nothing") ? nobodyPasses.message() : proxy.heard;
        }
        throw new AssertionError("somebody answered");
    }

    private static void ask(Aws aws, String way, Aws.Caller caller) {
        if (way.startsWith("sts")) {
            aws.getCallerIdentity(caller);
        } else {
            aws.listMfaDevices(caller);
        }
    }

    /** Remembers the host that it was last asked for. */
    private static final class Proxy implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        private volatile String heard = "nothing";

        Proxy() throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!listener.isClosed()) {
                    serveOne();
                }
            });
        }

        int port() {
            return listener.getLocalPort();
        }

        private void serveOne() {
            try (Socket client = listener.accept()) {
                var line = new StringBuilder();
                while (!line.toString().endsWith("\r\n\r\n")) {
                    line.append((char) client.getInputStream().read());
                }
                heard = line.toString().split(" ")[1].replaceFirst(":443$", "");
                client.getOutputStream().write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException closed) {
                // the end of the test
            }
        }

        @Override
        public void close() {
            try {
                listener.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
