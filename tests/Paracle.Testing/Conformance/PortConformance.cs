using Microsoft.Extensions.Time.Testing;

namespace Paracle.Testing.Conformance;

/// <summary>
/// What all suites share. Each test gets a port of its own, a clock of its own and a tenant nobody else uses, so that suites also run against a server
/// that keeps the rows of earlier tests.
/// </summary>
/// <typeparam name="TPort">The port.</typeparam>
public abstract class PortConformance<TPort> : IAsyncLifetime
    where TPort : class
{
    private TPort? _port;

    /// <summary>The clock of the port.</summary>
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 18, 9, 30, 0, TimeSpan.Zero));

    /// <summary>The time as the port sees it.</summary>
    protected virtual DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>By how much <see cref="Now"/> may be off, where the server's own clock counts.</summary>
    protected virtual TimeSpan ClockTolerance => TimeSpan.Zero;

    /// <summary>The port under test.</summary>
    protected TPort Port => _port!;

    /// <summary>A tenant of this test alone.</summary>
    protected TenantId Tenant { get; } = new($"tenant-{Guid.NewGuid():N}");

    /// <summary>Another tenant of this test alone.</summary>
    protected TenantId OtherTenant { get; } = new($"tenant-{Guid.NewGuid():N}");

    /// <summary>Ends with the test run.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A token that is cancelled already.</summary>
    protected static CancellationToken Cancelled { get; } = new(canceled: true);

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => _port = await CreateAsync(Time);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        switch (_port)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    /// <summary>A text that begins as given and that no other test uses.</summary>
    protected static string Unique(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>Makes the port, ready for use. It is disposed of if it can be.</summary>
    /// <param name="timeProvider">Its clock.</param>
    protected abstract ValueTask<TPort> CreateAsync(TimeProvider timeProvider);

    /// <summary>
    /// Lets time pass for the port. Where the server's own clock counts it is replaced, for example by making what is stored older: tests
    /// let minutes and hours pass, so that the time a test takes does not matter.
    /// </summary>
    protected virtual ValueTask AdvanceAsync(TimeSpan duration)
    {
        Time.Advance(duration);
        return ValueTask.CompletedTask;
    }
}
