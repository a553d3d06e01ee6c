using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Cache.Internal;

/// <summary>Registers what one write-behind is made of.</summary>
internal static class WriteBehindServiceCollectionExtensions
{
    public static void AddWriteBehind<T, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSink>(
        this IServiceCollection services, string name, Action<WriteBehindOptions>? configure)
        where TSink : class, IWriteBehindSink<T>
    {
        WriteBehindJournal.QueueOf(name);
        Reserve<T>(services, name);
        services.AddOptions<WriteBehindOptions>(name).Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IValidateOptions<WriteBehindOptions>, WriteBehindOptionsValidator>(),
            ServiceDescriptor.Singleton<IValidateOptions<WriteBehindOptions>, WriteBehindBackoffValidator>(),
        ]);
        services.TryAddSingleton<WriteBehindTelemetry>();
        services.TryAddSingleton<HostIdentity>();
        services.AddSingleton<IWriteBehindSink<T>, TSink>();
        services.AddSingleton(provider => Create<T>(provider, name));
        services.AddSingleton<IWriteBehind<T>>(static provider => provider.GetRequiredService<WriteBehindService<T>>().Writer);
        services.AddSingleton<IParacleService>(static provider => provider.GetRequiredService<WriteBehindService<T>>());
    }

    private static void Reserve<T>(IServiceCollection services, string name)
    {
        if (services.Select(descriptor => descriptor.IsKeyedService ? null : descriptor.ImplementationInstance as Reservation)
            .FirstOrDefault(earlier => earlier is not null && (earlier.Value == typeof(T) || string.Equals(earlier.Name, name, StringComparison.Ordinal))) is { } taken)
        {
            throw new ConfigurationException(
                $"Write-behind '{name}' of {typeof(T)} cannot be added: '{taken.Name}' of {taken.Value} was added before. Each has a name and a type of its own.");
        }

        services.AddSingleton(new Reservation(name, typeof(T)));
    }

    private static WriteBehindService<T> Create<T>(IServiceProvider provider, string name)
    {
        var journal = new WriteBehindJournal(
            name,
            provider.GetService<IDurableQueue>() ?? throw new ConfigurationException($"Write-behind '{name}' has no journal. Choose a store: UsePostgres or UseSqlite."),
            provider.GetRequiredService<IOptionsMonitor<WriteBehindOptions>>().Get(name),
            provider.GetRequiredService<TimeProvider>());
        var (cache, telemetry) = (provider.GetRequiredService<HybridCache>(), provider.GetRequiredService<WriteBehindTelemetry>());
        var codec = new WriteBehindCodec<T>(provider.GetRequiredService<ValueKinds>().Of<T>());
        var room = new WriteBehindRoom(journal, telemetry);
        var drain = new WriteBehindDrain<T>(
            journal, provider.GetRequiredService<IWriteBehindSink<T>>(), codec, new WriteBehindReconciler<T>(journal, codec, cache, telemetry), telemetry);
        return new WriteBehindService<T>(
            journal, room, new WriteBehind<T>(journal, room, codec, cache, telemetry), codec, drain, telemetry,
            provider.GetRequiredService<HostIdentity>(), provider.GetRequiredService<CacheRandom>().New(),
            provider.GetRequiredService<ILogger<DurableQueueWorker>>());
    }

    private sealed record Reservation(string Name, Type Value);
}
