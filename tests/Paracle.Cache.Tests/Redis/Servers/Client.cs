using Paracle.Testing;
using StackExchange.Redis;

namespace Paracle.Cache.Tests.Redis.Servers;

/// <summary>A plain client of a test's own server.</summary>
internal sealed class Client(ConnectionMultiplexer multiplexer) : IAsyncDisposable
{
    public IDatabase Database => multiplexer.GetDatabase();

    public static async Task<Client> ConnectAsync(string connectionString)
    {
        // Who connects waits for servers that stand still as well, so not for long, and tries again where a busy machine took longer.
        var settings = ConfigurationOptions.Parse(connectionString);
        (settings.ConnectTimeout, settings.BacklogPolicy) = (1000, BacklogPolicy.FailFast);
        ConnectionMultiplexer? multiplexer = null;
        await Waiting.UntilAsync(async () => (multiplexer = await TryConnectAsync(settings)) is not null);
        return new Client(multiplexer!);
    }

    public async Task SetAndGetAsync(string key)
    {
        await Waiting.UntilAsync(async () => await TrySetAsync(key));
        ((string?)await Database.StringGetAsync(key)).ShouldBe("value");
    }

    public ValueTask DisposeAsync() => multiplexer.DisposeAsync();

    // The key's server may be the last to be connected to.
    private async Task<bool> TrySetAsync(string key)
    {
        try
        {
            return await Database.StringSetAsync(key, "value");
        }
        catch (RedisConnectionException)
        {
            return false;
        }
    }

    private static async Task<ConnectionMultiplexer?> TryConnectAsync(ConfigurationOptions settings)
    {
        try
        {
            return await ConnectionMultiplexer.ConnectAsync(settings);
        }
        catch (RedisConnectionException)
        {
            return null;
        }
    }
}
