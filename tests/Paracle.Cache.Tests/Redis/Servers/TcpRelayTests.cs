using Paracle.Testing;
using StackExchange.Redis;

namespace Paracle.Cache.Tests.Redis.Servers;

/// <summary>The line that faults are tried on does what the tests of faults take for granted.</summary>
public sealed class TcpRelayTests : IAsyncDisposable
{
    private readonly TcpRelay _relay = new(int.Parse(TestServers.Redis.Split(':')[1]));

    [Fact]
    public async Task Relay_Held_AnswersOnceMended()
    {
        await using var client = await Client.ConnectAsync($"127.0.0.1:{_relay.Port},asyncTimeout={Waiting.Limit.TotalMilliseconds}");
        await client.Database.PingAsync();

        _relay.Hold();
        var waiting = client.Database.PingAsync();
        waiting.IsCompleted.ShouldBeFalse();
        _relay.Mend();

        await waiting;
    }

    [Fact]
    public async Task Relay_Delayed_AnswersLate()
    {
        await using var client = await Client.ConnectAsync($"127.0.0.1:{_relay.Port}");

        _relay.Delay = TimeSpan.FromMilliseconds(50);

        (await client.Database.PingAsync()).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(45));
    }

    [Fact]
    public async Task Relay_CutAndMended_ConnectsAnew()
    {
        await using var client = await Client.ConnectAsync($"127.0.0.1:{_relay.Port}");

        _relay.Hold();
        var waiting = client.Database.PingAsync();
        _relay.Cut();
        await Should.ThrowAsync<RedisException>(waiting);
        _relay.Mend();

        await using var again = await Client.ConnectAsync($"127.0.0.1:{_relay.Port}");
        await again.Database.PingAsync();
    }

    public ValueTask DisposeAsync() => _relay.DisposeAsync();
}
