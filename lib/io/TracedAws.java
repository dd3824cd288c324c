//SOURCES Aws.java
//SOURCES ../model/Arn.java
//SOURCES ../model/CodePair.java
//SOURCES ../model/Connection.java
//SOURCES ../model/Credentials.java
//SOURCES ../model/Problem.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/TokenCode.java
package lib.io;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lib.model.Arn;
import lib.model.CodePair;
import lib.model.Connection;
import lib.model.Credentials;
import lib.model.Problem;
import lib.model.SerialNumber;
import lib.model.TokenCode;

/**
 * Says of every call to AWS who made it, by which way, how long it took and how it ended; never what was sent or answered.
 *
 * @param trace takes a line at a time, from any thread
 */
public record TracedAws(Aws aws, InstantSource clock, Consumer<String> trace) implements Aws {

    @Override
    public SessionCredentials getSessionToken(
            Caller caller, SerialNumber serialNumber, TokenCode tokenCode, Duration duration) {
        return traced("sts GetSessionToken", caller, () -> aws.getSessionToken(caller, serialNumber, tokenCode, duration));
    }

    @Override
    public SessionCredentials assumeRole(Caller caller, RoleRequest request, Optional<Mfa> mfa) {
        return traced("sts AssumeRole " + request.role(), caller, () -> aws.assumeRole(caller, request, mfa));
    }

    @Override
    public CallerIdentity callerIdentity(Caller caller) {
        return traced("sts GetCallerIdentity", caller, () -> aws.callerIdentity(caller));
    }

    @Override
    public List<SerialNumber> listMfaDevices(Caller caller) {
        return traced("iam ListMFADevices", caller, () -> aws.listMfaDevices(caller));
    }

    @Override
    public List<SerialNumber> listMfaDevices(Caller caller, Arn user) {
        return traced("iam ListMFADevices of " + user.name(), caller, () -> aws.listMfaDevices(caller, user));
    }

    @Override
    public List<SerialNumber> listVirtualMfaDevices(Caller caller) {
        return traced("iam ListVirtualMFADevices", caller, () -> aws.listVirtualMfaDevices(caller));
    }

    @Override
    public Optional<NewDevice> createVirtualMfaDevice(Caller caller, String name) {
        return traced("iam CreateVirtualMFADevice " + name, caller, () -> aws.createVirtualMfaDevice(caller, name));
    }

    @Override
    public void enableMfaDevice(Caller caller, Arn user, SerialNumber serialNumber, CodePair codes) {
        traced("iam EnableMFADevice " + serialNumber, caller, () -> aws.enableMfaDevice(caller, user, serialNumber, codes));
    }

    @Override
    public void resyncMfaDevice(Caller caller, Arn user, SerialNumber serialNumber, CodePair codes) {
        traced("iam ResyncMFADevice " + serialNumber, caller, () -> aws.resyncMfaDevice(caller, user, serialNumber, codes));
    }

    @Override
    public void deactivateMfaDevice(Caller caller, Arn user, SerialNumber serialNumber) {
        traced("iam DeactivateMFADevice " + serialNumber, caller, () -> aws.deactivateMfaDevice(caller, user, serialNumber));
    }

    @Override
    public void deleteVirtualMfaDevice(Caller caller, SerialNumber serialNumber) {
        traced("iam DeleteVirtualMFADevice " + serialNumber, caller, () -> aws.deleteVirtualMfaDevice(caller, serialNumber));
    }

    @Override
    public Optional<Instant> getAccessKeyLastUsed(Caller caller) {
        return traced("iam GetAccessKeyLastUsed", caller, () -> aws.getAccessKeyLastUsed(caller));
    }

    @Override
    public Optional<String> listAccountAliases(Caller caller) {
        return traced("iam ListAccountAliases", caller, () -> aws.listAccountAliases(caller));
    }

    @Override
    public RoleFacts getRole(Caller caller, String roleName) {
        return traced("iam GetRole " + roleName, caller, () -> aws.getRole(caller, roleName));
    }

    @Override
    public Optional<String> getParameter(Caller caller, String region, String name) {
        return traced("ssm GetParameter " + name + " in " + region, caller, () -> aws.getParameter(caller, region, name));
    }

    @Override
    public void warmUp(Connection way) {
        aws.warmUp(way);
    }

    private void traced(String call, Caller caller, Runnable change) {
        traced(call, caller, () -> {
            change.run();
            return call;
        });
    }

    private <T> T traced(String call, Caller caller, Supplier<T> question) {
        var start = clock.instant();
        var ended = "stopped";
        try {
            var answer = question.get();
            ended = "answered";
            return answer;
        } catch (Problem refused) {
            ended = refused.message();
            throw refused;
        } finally {
            trace.accept("debug: %s by %s, %s: %s after %d ms".formatted(call, Credentials.masked(caller.credentials().accessKeyId()),
                    caller.connection().region(), ended, Duration.between(start, clock.instant()).toMillis()));
        }
    }
}
