using StackExchange.Redis;

namespace Paracle.Cache.Tests.Redis.Servers;

/// <summary>A plain client of a test's own server.</summary>
internal sealed class Client(ConnectionMultiplexer multiplexer) : IAsyncDisposable
{
    public IDatabase Database => multiplexer.GetDatabase();

    public static async Task<Client> ConnectAsync(string connectionString)
    {
        var settings = ConfigurationOptions.Parse(connectionString);
        (settings.ConnectTimeout, settings.BacklogPolicy) = (1000, BacklogPolicy.FailFast);
        return new Client(await ConnectionMultiplexer.ConnectAsync(settings));
    }

    public async Task SetAndGetAsync(string key)
    {
        await Database.StringSetAsync(key, "value");
        ((string?)await Database.StringGetAsync(key)).ShouldBe("value");
    }

    public ValueTask DisposeAsync() => multiplexer.DisposeAsync();
}
