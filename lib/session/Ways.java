//SOURCES World.java
//SOURCES ../io/Aws.java
//SOURCES ../model/Connection.java
//SOURCES ../model/Problem.java
//SOURCES ../model/Profile.java
//SOURCES ../model/Profiles.java
//SOURCES ../model/Settings.java
package lib.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import lib.io.Aws;
import lib.model.Connection;
import lib.model.Problem;
import lib.model.Profile;
import lib.model.Profiles;
import lib.model.Settings;

/**
 * The ways to AWS that profiles take, each tried once without keys, all beside each other.
 *
 * @param tried those that differ, the first ones of all
 * @param impossible what keeps profiles from having a way at all
 * @param untried how many more there are
 */
public record Ways(List<Way> tried, List<Problem> impossible, int untried) {

    /** Of more than so many only these are tried; each takes a thread and a client of its own. */
    private static final int MOST = 6;

    /** Who goes where no profile is: somebody without any. */
    private static final Profile NOBODY = new Profile.Keyless(new Settings("default", Map.of()));

    /**
     * One of them.
     *
     * @param profiles who take it, in their order
     * @param clockAhead how far the clock of this computer is ahead of AWS's; negative when behind; absent where AWS did not tell
     * @param took until there was an answer
     */
    public record Way(Connection connection, List<String> profiles, Optional<Aws.Reached> answer, Optional<Problem> hindrance,
            Optional<Duration> clockAhead, Duration took) {}

    /**
     * @param first the profile whose way is to be tried before others
     * @param patience after that what has not answered counts as out of reach
     */
    public static Ways of(World world, Profiles profiles, Optional<String> first, Duration patience) {
        var impossible = new ArrayList<Problem>();
        var ways = new LinkedHashMap<Connection, List<String>>();
        goers(profiles, first).forEach(profile -> {
            try {
                ways.computeIfAbsent(Connection.of(world.environment(), profiles, profile), _ -> new ArrayList<>()).add(profile.name());
                Connection.elsewhere(world.environment(), profiles, profile).ifPresent(impossible::add);
            } catch (Problem none) {
                impossible.add(none);
            }
        });
        return new Ways(tried(world, ways, patience), impossible.stream().distinct().toList(), Math.max(0, ways.size() - MOST));
    }

    /** A session goes its profile's way. */
    private static Stream<Profile> goers(Profiles profiles, Optional<String> first) {
        var all = profiles.all().stream().filter(profile -> switch (profile) {
            case Profile.Session session -> session.sourceProfile().isEmpty();
            case Profile.Keyless _ -> false;
            case Profile.Base _, Profile.Role _, Profile.Managed _ -> true;
        }).toList();
        var selected = first.flatMap(profiles::named).stream();
        return all.isEmpty() ? Stream.of(NOBODY) : Stream.concat(selected, all.stream()).distinct();
    }

    private static List<Way> tried(World world, Map<Connection, List<String>> ways, Duration patience) {
        var deadline = System.nanoTime() + patience.toNanos();
        var going = new LinkedHashMap<Map.Entry<Connection, List<String>>, Future<Way>>();
        ways.entrySet().stream().limit(MOST).forEach(way -> going.put(way, CompletableFuture.supplyAsync(
                () -> tried(world, way.getKey(), way.getValue()), Thread.ofPlatform().daemon()::start)));
        return going.entrySet().stream().map(one -> ended(one.getKey(), one.getValue(), deadline)).toList();
    }

    private static Way tried(World world, Connection connection, List<String> profiles) {
        var began = world.clock().instant();
        try {
            var answer = world.aws().reach(connection);
            var now = world.clock().instant();
            return new Way(connection, profiles, Optional.of(answer), Optional.empty(),
                    answer.date().map(date -> Duration.between(date, now)), Duration.between(began, now));
        } catch (Problem hindrance) {
            return new Way(connection, profiles, Optional.empty(), Optional.of(hindrance), Optional.empty(),
                    Duration.between(began, world.clock().instant()));
        }
    }

    private static Way ended(Map.Entry<Connection, List<String>> way, Future<Way> going, long deadline) {
        try {
            return going.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            var hindrance = Problem.unreachable("AWS in " + way.getKey().region(), "no answer in time");
            return new Way(way.getKey(), way.getValue(), Optional.empty(), Optional.of(hindrance), Optional.empty(), Duration.ZERO);
        } catch (ExecutionException defect) {
            throw new IllegalStateException(defect.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Problem.Cancelled();
        }
    }
}
