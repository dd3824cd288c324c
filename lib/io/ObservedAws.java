//SOURCES Aws.java
//SOURCES ../model/Arn.java
//SOURCES ../model/CodePair.java
//SOURCES ../model/Connection.java
//SOURCES ../model/Credentials.java
//SOURCES ../model/SerialNumber.java
//SOURCES ../model/TokenCode.java
package lib.io;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lib.model.Arn;
import lib.model.CodePair;
import lib.model.Connection;
import lib.model.Credentials;
import lib.model.SerialNumber;
import lib.model.TokenCode;

/**
 * Has somebody listen while AWS is asked.
 *
 * @param observer is told of every call, from any thread, under AWS's own name for it
 */
public record ObservedAws(Aws aws, Observer observer) implements Aws {

    /** Is told who asks what by which way, and makes the call. What was sent or answered is nobody's business. */
    public interface Observer {

        /** Returns what the question gives, and throws what it throws. */
        <T> T observed(String call, Caller caller, Supplier<T> question);
    }

    @Override
    public SessionCredentials getSessionToken(
            Caller caller, SerialNumber serialNumber, TokenCode tokenCode, Duration duration) {
        return observed("sts GetSessionToken", caller, () -> aws.getSessionToken(caller, serialNumber, tokenCode, duration));
    }

    @Override
    public SessionCredentials assumeRole(Caller caller, RoleRequest request, Optional<Mfa> mfa) {
        return observed("sts AssumeRole " + request.role(), caller, () -> aws.assumeRole(caller, request, mfa));
    }

    @Override
    public CallerIdentity callerIdentity(Caller caller) {
        return observed("sts GetCallerIdentity", caller, () -> aws.callerIdentity(caller));
    }

    @Override
    public List<SerialNumber> listMfaDevices(Caller caller) {
        return observed("iam ListMFADevices", caller, () -> aws.listMfaDevices(caller));
    }

    @Override
    public List<SerialNumber> listMfaDevices(Caller caller, Arn user) {
        return observed("iam ListMFADevices of " + user.name(), caller, () -> aws.listMfaDevices(caller, user));
    }

    @Override
    public List<SerialNumber> listVirtualMfaDevices(Caller caller) {
        return observed("iam ListVirtualMFADevices", caller, () -> aws.listVirtualMfaDevices(caller));
    }

    @Override
    public Optional<NewDevice> createVirtualMfaDevice(Caller caller, String name) {
        return observed("iam CreateVirtualMFADevice " + name, caller, () -> aws.createVirtualMfaDevice(caller, name));
    }

    @Override
    public void enableMfaDevice(Caller caller, Arn user, SerialNumber serialNumber, CodePair codes) {
        observed("iam EnableMFADevice " + serialNumber, caller, () -> aws.enableMfaDevice(caller, user, serialNumber, codes));
    }

    @Override
    public void resyncMfaDevice(Caller caller, Arn user, SerialNumber serialNumber, CodePair codes) {
        observed("iam ResyncMFADevice " + serialNumber, caller, () -> aws.resyncMfaDevice(caller, user, serialNumber, codes));
    }

    @Override
    public void deactivateMfaDevice(Caller caller, Arn user, SerialNumber serialNumber) {
        observed("iam DeactivateMFADevice " + serialNumber, caller, () -> aws.deactivateMfaDevice(caller, user, serialNumber));
    }

    @Override
    public void deleteVirtualMfaDevice(Caller caller, SerialNumber serialNumber) {
        observed("iam DeleteVirtualMFADevice " + serialNumber, caller, () -> aws.deleteVirtualMfaDevice(caller, serialNumber));
    }

    @Override
    public Optional<Instant> getAccessKeyLastUsed(Caller caller) {
        return observed("iam GetAccessKeyLastUsed", caller, () -> aws.getAccessKeyLastUsed(caller));
    }

    @Override
    public Optional<String> listAccountAliases(Caller caller) {
        return observed("iam ListAccountAliases", caller, () -> aws.listAccountAliases(caller));
    }

    @Override
    public RoleFacts getRole(Caller caller, String roleName) {
        return observed("iam GetRole " + roleName, caller, () -> aws.getRole(caller, roleName));
    }

    @Override
    public Optional<String> getParameter(Caller caller, String region, String name) {
        return observed("ssm GetParameter " + name + " in " + region, caller, () -> aws.getParameter(caller, region, name));
    }

    @Override
    public Reached reach(Connection way) {
        return observed("sts GetCallerIdentity without keys", new Caller(Credentials.longLived("", ""), way), () -> aws.reach(way));
    }

    @Override
    public void warmUp(Connection way) {
        aws.warmUp(way);
    }

    private void observed(String call, Caller caller, Runnable change) {
        observed(call, caller, () -> {
            change.run();
            return call;
        });
    }

    private <T> T observed(String call, Caller caller, Supplier<T> question) {
        return observer.observed(call, caller, question);
    }
}
