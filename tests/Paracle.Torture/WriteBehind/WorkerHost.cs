using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Paracle.Torture.Stores;

namespace Paracle.Torture.WriteBehind;

/// <summary>A host that writes to the source what waits, in a process of its own, until its parent kills it or ends its input.</summary>
internal static class WorkerHost
{
    /// <summary>The first argument that makes this process one.</summary>
    public const string Command = "write-behind-worker";

    /// <summary>The name of the write-behind.</summary>
    public const string Name = "torture";

    /// <summary>A host, not yet started.</summary>
    /// <param name="connectionString">The database of the journal and of the sink.</param>
    /// <param name="writesToSource">Whether it works, or only takes writes.</param>
    public static ServiceProvider Build(string connectionString, bool writesToSource) => new ServiceCollection()
        .AddSingleton(NpgsqlDataSource.Create($"{connectionString};Maximum Pool Size=8;Timeout=60"))
        .AddSingleton<WorkerVoice>()
        .AddParacle(paracle => paracle
            .UsePostgres(options => (options.ConnectionString, options.ConnectTimeout) = (connectionString, TimeSpan.FromMinutes(1)))
            .AddCacheJson(NumberedValueJson.Default)
            .AddWriteBehind<NumberedValue, RecordingSink>(Name, options =>
            {
                options.WritesToSource = writesToSource;
                options.BatchSize = 50;
                options.LeaseDuration = TimeSpan.FromSeconds(1); // so long the lanes of a killed one rest
                options.MaxAttempts = 1000;
            }))
        .BuildServiceProvider();

    /// <summary>Works until the input ends.</summary>
    public static async Task RunAsync()
    {
        var connectionString = Environment.GetEnvironmentVariable(StoreHost.ConnectionVariable) ?? throw new InvalidOperationException($"{StoreHost.ConnectionVariable} is not set.");
        await using var host = Build(connectionString, writesToSource: true);
        await host.StartParacleAsync();
        await Console.In.ReadToEndAsync();
        await host.StopParacleAsync();
    }
}
