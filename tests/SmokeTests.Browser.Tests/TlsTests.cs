using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using SmokeTests.Testing;
using SmokeTests.Tls;

namespace SmokeTests.Tests;

/// <summary>What is wrong with a certificate, or with TLS, is told in plain words, by either driver with the same.</summary>
public class TlsTests
{
    private const string NotTrusted = "it is self-signed, and this machine does not trust it";

    private static readonly X509Certificate2 Root = TlsServer.Certificate("Shop Root", -30, 90, isAuthority: true);
    private static readonly X509Certificate2 OldRoot = TlsServer.Certificate("Old Root", -30, -2.5, isAuthority: true);

    private static readonly Dictionary<string, (Func<TlsServer> Server, string[] Told)> All = new()
    {
        ["self-signed"] = (() => Of(TlsServer.Certificate("shop.example", -1, 90)),
            [$"the certificate of 127.0.0.1 is not accepted: {NotTrusted}\n", "CN=shop.example, by CN=shop.example, valid from "]),
        ["expired"] = (() => Of(TlsServer.Certificate("shop.example", -90, -8.5)), [$"it expired on {Day(-8.5)} (8 days ago)"]),
        ["expired a moment ago"] =
            (() => Of(TlsServer.Certificate("shop.example", -90, -0.2)), [$"it expired on {Day(-0.2)} (less than a day ago)"]),
        ["expired yesterday"] = (() => Of(TlsServer.Certificate("shop.example", -90, -1.5)), ["(a day ago)"]),
        ["not yet valid"] = (() => Of(TlsServer.Certificate("shop.example", 3.5, 90)), [$"it becomes valid on {Day(3.5)} (in 3 days)"]),
        ["for another name"] =
            (() => Of(TlsServer.Certificate("shop", -1, 90, ["www.shop.example"])), ["it is for another name: www.shop.example"]),
        ["for other names"] = (() => Of(TlsServer.Certificate("shop", -1, 90, [.. Enumerable.Range(1, 7).Select(i => $"s{i}.example")])),
            ["it is for other names: s1.example, s2.example, s3.example, s4.example, s5.example and 2 more"]),
        ["with a common name alone"] =
            (() => Of(TlsServer.Certificate("old.shop.example", -1, 90, [])), ["it is for another name: old.shop.example"]),
        ["expired and for another name"] =
            (() => Of(TlsServer.Certificate("shop", -90, -8.5, ["www.shop.example"])),
                [$"it expired on {Day(-8.5)} (8 days ago); ", "it is for another name: www.shop.example"]),
        ["without its issuer's"] =
            (() => Of(Signed()),
                ["it is signed by \"Shop Root\", whose certificate the server does not send and this machine does not know"]),
        ["the alert about the version"] = (() => TlsServer.Alerting(70), ["agrees on no version of TLS with this machine"]),
        ["the alert about the handshake"] =
            (() => TlsServer.Alerting(40), ["agrees on no cipher of TLS with this machine, or asks for a certificate of the client"]),
        ["the alert about the name"] = (() => TlsServer.Alerting(112), ["has no certificate for this name"]),
        ["plain HTTP"] = (() => TlsServer.Saying("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray()),
            ["does not speak TLS: is its address http://?"]),
        ["a closed connection"] = (() => TlsServer.Saying(), ["closed the connection before it was secure"]),
    };

    public static TheoryData<string, Driver> Rows =>
        [.. from situation in All.Keys from driver in new[] { Driver.Http,
            Driver.Browser } select new TheoryDataRow<string, Driver>(situation, driver)];

    [Theory, MemberData(nameof(Rows))]
    public async Task What_is_not_secure_is_told_in_plain_words(string situation, Driver driver)
    {
        var (of, told) = All[situation];
        await using var server = of();
        await using var drive = Drive.On(server.Address, driver);
        (await drive.Fails(() => drive.Open("/"))).Should().ContainAll(told).And.Contain("(no answer)");
    }

    [Fact]
    public void What_is_wrong_with_those_who_signed_it_is_told_with_their_names()
    {
        Faults(Root).Should().Be("it is signed by \"Shop Root\", whom this machine does not trust");
        Faults(OldRoot).Should()
            .Contain($"that of its issuer \"Old Root\" expired on {Day(-2.5)} (2 days ago)").And.Contain(
                "whom this machine does not trust");
    }

    [Theory]
    [InlineData("The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch",
        "the certificate is not accepted: it is for other names")]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: NotTimeValid, UntrustedRoot",
        "the certificate is not accepted: it has expired, or is not valid yet; it is self-signed, or signed by somebody whom this "
            + "machine does not trust")]
    [InlineData("The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch, "
        + "RemoteCertificateChainErrors",
        "the certificate is not accepted: it is for other names; those who signed it are not accepted")]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: HasNotSupportedNameConstraint",
        "the certificate is not accepted: HasNotSupportedNameConstraint")]
    [InlineData("Authentication failed, see inner exception.", null)]
    public void What_the_checks_own_client_says_of_a_certificate_is_put_in_words(string message, string? said) =>
        TlsFaults.OfCertificate(message).Should().Be(said);

    private static string? Faults(X509Certificate2 root)
    {
        using var chain = new X509Chain();
        var shown = Signed(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.Add(root);
        chain.Build(shown).Should().BeFalse();
        return CertificateFaults.Of(SslPolicyErrors.RemoteCertificateChainErrors, shown, chain)?.Said(DateTimeOffset.UtcNow);
    }

    private static TlsServer Of(X509Certificate2 certificate) => TlsServer.Showing(certificate);

    private static X509Certificate2 Signed(X509Certificate2? by = null) => TlsServer.Certificate("shop", -1, 90, by: by ?? Root);

    private static string Day(double fromNow) =>
        DateTimeOffset.UtcNow.AddDays(fromNow).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
