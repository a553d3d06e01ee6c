using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.Http.Internal;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.Http;

public sealed class ProviderConnectorTests
{
    [Theory]
    [InlineData("https://2130706433", "127.0.0.1")]
    [InlineData("https://0x0a000007", "10.0.0.7")]
    [InlineData("https://3232235777", "192.168.1.1")]
    [InlineData("https://0251.0376.0251.0376", "169.254.169.254")]
    [InlineData("https://169.254.169.254", "169.254.169.254")]
    [InlineData("https://[::ffff:10.0.0.7]", "10.0.0.7")]
    [InlineData("https://[::ffff:a9fe:a9fe]", "169.254.169.254")]
    [InlineData("https://[fd00:ec2::254]", "fd00:ec2::254")]
    [InlineData("https://[fe80::1]", "fe80::1")]
    [InlineData("https://100.64.0.1", "100.64.0.1")]
    [InlineData("https://0.0.0.0", "0.0.0.0")]
    public async Task Connect_ToAnAddressThatIsNotPublic_IsRefusedAtOnce(string baseUrl, string address)
    {
        var attempts = 0;
        await using var host = new ProviderHost(builder =>
        {
            // On this machine it would be by its BaseUrl's leave, so the name it has here is another; the connection is the same.
            new PlainVendor().Add(builder, "inner", new Uri(baseUrl), "test-key", http => http.RetryDelay = TimeSpan.FromMilliseconds(1));
            builder.Services.AddHttpClient("paracle.provider.inner").UseSocketsHttpHandler((handler, _) =>
            {
                var connect = new ProviderConnector(
                    "inner", new Uri("https://models.example"), new ProviderHttpOptions(), TimeProvider.System, Dns.GetHostAddressesAsync);
                handler.ConnectCallback = (context, cancellationToken) =>
                {
                    attempts++;
                    return connect.ConnectAsync(context, cancellationToken);
                };
            });
        });

        var error = await Should.ThrowAsync<ProviderException>(() => host.Client().GetResponseAsync("Hello").WaitAsync(WireHost.Patience));

        error.Failure.ShouldBe(ProviderFailure.NotSent);
        error.Message.ShouldContain("Http.AllowPrivateNetworks");
        error.Message.ShouldContain(address);
        attempts.ShouldBe(1);
    }

    [Fact]
    public async Task Connect_AsAHostSetsItUp_IsRefusedInside()
    {
        await using var host = new ProviderHost(builder =>
            new PlainVendor().Add(builder, "inner", new Uri("https://10.0.0.7"), "test-key", _ => { }));

        (await Should.ThrowAsync<ProviderException>(() => host.Client().GetResponseAsync("Hello").WaitAsync(WireHost.Patience)))
            .Message.ShouldContain("Http.AllowPrivateNetworks");
    }

    [Theory]
    [InlineData("https://models.example", false, "10.0.0.7", false)]
    [InlineData("https://models.example", false, "127.0.0.1", false)]
    [InlineData("https://models.example", true, "127.0.0.1", true)]
    [InlineData("https://models.example", true, "::ffff:127.0.0.1", true)]
    [InlineData("https://models.example", true, "169.254.169.254", false)]
    [InlineData("http://localhost", false, "127.0.0.1", true)]
    [InlineData("http://localhost", true, "10.0.0.7", false)]
    [InlineData("http://localhost", true, "1.1.1.1", false)]
    public async Task Connect_ByItsAddress_IsAllowedAsBaseUrlAndOptionsSay(string baseUrl, bool allowsPrivate, string address, bool isAllowed)
    {
        using var listener = Listen();

        var error = await Record.ExceptionAsync(() => ConnectAsync(baseUrl, allowsPrivate, PortOf(listener), [address]));

        (error is null).ShouldBe(isAllowed, error?.Message);
    }

    [Fact]
    public async Task Connect_SomeAddressesRefused_UsesTheOthersInOrder()
    {
        using var listener = Listen();

        // The first leads inside, at the second nobody listens.
        await ConnectAsync("https://models.example", allowsPrivate: true, PortOf(listener), ["169.254.169.254", "127.0.0.2", "127.0.0.1"]);
    }

    [Fact]
    public async Task Connect_NameThatAnswersOtherwiseTheSecondTime_IsAskedOnce()
    {
        using var listener = Listen();
        var asked = 0;

        await ConnectAsync("http://localhost", allowsPrivate: false, PortOf(listener), () => asked++ == 0 ? ["127.0.0.1"] : ["10.0.0.7"]);

        asked.ShouldBe(1);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static Task ConnectAsync(string baseUrl, bool allowsPrivate, int port, string[] addresses) =>
        ConnectAsync(baseUrl, allowsPrivate, port, () => addresses);

    private static async Task ConnectAsync(string baseUrl, bool allowsPrivate, int port, Func<string[]> addresses)
    {
        var options = new ProviderHttpOptions { AllowPrivateNetworks = allowsPrivate };
        var connector = new ProviderConnector(
            "wire", new Uri(baseUrl), options, TimeProvider.System, (_, _) => Task.FromResult(Array.ConvertAll(addresses(), IPAddress.Parse)));
        using var sockets = new SocketsHttpHandler { ConnectCallback = connector.ConnectAsync, ConnectTimeout = TimeSpan.FromSeconds(5) };
        using var client = new HttpClient(sockets);
        using var leaving = new CancellationTokenSource();
        sockets.PlaintextStreamFilter = async (context, _) =>
        {
            await leaving.CancelAsync(); // it is connected: what is asked of the server does not matter
            return context.PlaintextStream;
        };
        try
        {
            using var _ = await client.GetAsync(new Uri($"http://models.example:{port}"), leaving.Token);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
        }
    }
}
