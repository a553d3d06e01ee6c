using Paracle.Testing;

namespace Paracle.Cache.Tests.Redis.Servers;

/// <summary>The server that faults are tried on does what the tests of faults take for granted.</summary>
public sealed class RedisInstanceTests
{
    [Fact]
    public async Task Instance_KilledAndStarted_ComesBackEmptyOnItsPort()
    {
        await using var redis = await RedisInstance.CreateAsync();
        await using (var client = await Client.ConnectAsync(redis.ConnectionString))
        {
            await client.SetAndGetAsync("key");
        }

        await redis.KillAsync();
        redis.IsRunning.ShouldBeFalse();
        await redis.StartAsync();

        (await redis.RunAsync("EXISTS", "key")).ShouldBe("0");
    }

    [Fact]
    public async Task Instance_SavedAndStopped_ComesBackWithItsKeys()
    {
        await using var redis = await RedisInstance.CreateAsync(("save", "3600 1"));
        await redis.RunAsync("SET", "key", "value");

        await redis.StopAsync();
        redis.IsRunning.ShouldBeFalse();
        await redis.StartAsync();

        (await redis.RunAsync("GET", "key")).ShouldBe("value");
    }

    [Fact]
    public async Task Instance_Frozen_AnswersOnceThawed()
    {
        await using var redis = await RedisInstance.CreateAsync();
        await using var client = await Client.ConnectAsync($"{redis.ConnectionString},asyncTimeout={Waiting.Limit.TotalMilliseconds}");
        await client.SetAndGetAsync("key");

        await redis.FreezeAsync();
        var waiting = client.Database.StringGetAsync("key");
        redis.IsRunning.ShouldBeTrue();
        waiting.IsCompleted.ShouldBeFalse();
        await redis.ThawAsync();

        ((string?)await waiting).ShouldBe("value");
    }

    [Fact]
    public async Task Instance_PasswordChanged_IsInTheConnectionString()
    {
        await using var redis = await RedisInstance.CreateAsync(("requirepass", "first"));
        await redis.SetAsync("requirepass", "second");

        redis.ConnectionString.ShouldEndWith(",password=second");
        await using var client = await Client.ConnectAsync(redis.ConnectionString);
        await client.SetAndGetAsync("key");
    }

    [Fact]
    public async Task Instance_RefusedCommand_IsAnErrorWithRedissWords()
    {
        await using var redis = await RedisInstance.CreateAsync(("maxmemory", "1"));

        (await Should.ThrowAsync<InvalidOperationException>(() => redis.RunAsync("SET", "key", "value"))).Message.ShouldContain("OOM");
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Instance_StartedLoading_SaysSoAndThenHasItsKeys()
    {
        await using var redis = await RedisInstance.CreateAsync();
        await redis.FillForLoadingAsync();
        await redis.KillAsync();

        await redis.StartLoadingAsync();

        (await Should.ThrowAsync<InvalidOperationException>(() => redis.RunAsync("GET", "key:1"))).Message.ShouldContain("LOADING");
        await redis.FinishLoadingAsync();
        (await redis.RunAsync("GET", "key:1")).ShouldStartWith("value:1");
    }
}
