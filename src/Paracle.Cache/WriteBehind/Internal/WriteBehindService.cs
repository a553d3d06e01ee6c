using Microsoft.Extensions.Logging;

namespace Paracle.Cache.Internal;

/// <summary>Starts and stops a write-behind: its worker, where this host has one, and the looks at its depth. Starts before what writes, and stops after it.</summary>
internal sealed class WriteBehindService<T>(
    WriteBehindJournal journal,
    WriteBehindRoom room,
    WriteBehind<T> writer,
    WriteBehindCodec<T> codec,
    WriteBehindDrain<T> drain,
    WriteBehindTelemetry telemetry,
    HostIdentity host,
    Random random,
    ILogger<DurableQueueWorker> logger) : IParacleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private DurableQueueWorker? _worker;
    private Task _measuring = Task.CompletedTask;

    public WriteBehind<T> Writer => writer;

    public int Order => 50;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!codec.CanEncode)
        {
            throw new ConfigurationException(
                $"Write-behind '{journal.Name}' has no serializer for {typeof(T)}. Add a source-generated context with AddCacheJson, or an IHybridCacheSerializer<T>.");
        }

        telemetry.Observe(journal.Name, room);
        _measuring = Task.Run(() => MeasureAsync(_stopping.Token), CancellationToken.None);
        if (journal.Options.WritesToSource)
        {
            _worker = new DurableQueueWorker(
                journal.Queue, journal.QueueName, host.Name, drain.HandleAsync, journal.WorkerOptions(), journal.TimeProvider, random, logger);
            _worker.Start();
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        writer.Close();
        if (_worker is not null)
        {
            await _worker.DrainAsync(cancellationToken).ConfigureAwait(false);
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _measuring.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        using var pace = new PeriodicTimer(journal.Options.MeasureInterval, journal.TimeProvider);
        do
        {
            await room.LookAsync().WaitAsync(cancellationToken).ConfigureAwait(false); // a journal that is away is measured by its store
        }
        while (await pace.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }
}
