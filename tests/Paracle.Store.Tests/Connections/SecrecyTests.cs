using Microsoft.Extensions.Logging.Testing;
using Npgsql;
using Paracle.Testing;

namespace Paracle.Store.Tests;

/// <summary>Failures of every kind, driven with a password that must then be nowhere.</summary>
public sealed class SecrecyTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private const string Canary = "canary-3f1c;'\"=x";

    private readonly FakeLogCollector _logs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Start_WrongPassword_TypedErrorWithoutIt(Route route)
    {
        var error = await FailAsync<ConfigurationException>(route, text => text.Password = Canary);
        error.Message.ShouldContain("credentials");
    }

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Start_NoPassword_TypedError(Route route) => await FailAsync<ConfigurationException>(route, text => text.Password = null);

    [Fact]
    public async Task Start_NoSuchDatabase_TypedErrorWithoutThePassword() => await FailAsync<ConfigurationException>(Route.Direct, text => text.Database = "nowhere");

    [Fact]
    public async Task Start_NoSuchUser_TypedErrorWithoutThePassword() =>
        await FailAsync<ConfigurationException>(Route.Direct, text => (text.Username, text.Password) = ("nobody", Canary));

    [Fact]
    public async Task Start_ServerIsAway_TypedErrorWithoutThePassword() =>
        await FailAsync<UnavailableException>(Route.Direct, text => (text.Port, text.Password) = (1, Canary));

    [Fact]
    public async Task Start_ServerSpeaksNoTls_TypedErrorWithoutThePassword() =>
        await FailAsync<ConfigurationException>(Route.Direct, text => (text.SslMode, text.Password) = (SslMode.VerifyFull, Canary));

    [Fact]
    public async Task AnyCall_ServerRefusesARow_ErrorQuotesNothingOfIt()
    {
        await using var store = await TestStore.StartAsync(schema, logs: _logs);
        await Sql.ExecuteAsync($"ALTER TABLE {schema.Name}.executions ADD CONSTRAINT no_canaries CHECK (input NOT LIKE 'canary%')");
        var error = await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.WriteAsync(Samples.Execution() with { Input = Canary }, Token));
        ShouldBeNowhere(error);
    }

    private async Task<TException> FailAsync<TException>(Route route, Action<NpgsqlConnectionStringBuilder> spoil)
        where TException : ParacleException
    {
        var error = await Should.ThrowAsync<TException>(() => TestStore.StartAsync(
            schema,
            route,
            options =>
            {
                var text = new NpgsqlConnectionStringBuilder(options.ConnectionString);
                spoil(text);
                (options.ConnectionString, options.RetryTimeout) = (text.ConnectionString, TimeSpan.Zero);
            },
            logs: _logs));
        ShouldBeNowhere(error);
        return error;
    }

    private void ShouldBeNowhere(Exception error)
    {
        foreach (var secret in new[] { Canary, new NpgsqlConnectionStringBuilder(TestServers.Postgres).Password! })
        {
            error.ToString().ShouldNotContain(secret);
            string.Join('\n', _logs.GetSnapshot().Select(log => $"{log.Message} {log.Exception}")).ShouldNotContain(secret);
        }
    }
}
