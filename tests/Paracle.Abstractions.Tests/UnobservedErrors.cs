using System.Collections.Concurrent;

namespace Paracle.Abstractions.Tests;

/// <summary>Collects the errors that tasks take to their grave while it stands. For tests of the <see cref="AloneCollection"/>.</summary>
internal sealed class UnobservedErrors : IDisposable
{
    private readonly ConcurrentQueue<Exception> _seen = [];

    public UnobservedErrors()
    {
        CollectGarbage(); // what earlier tests left is not ours
        TaskScheduler.UnobservedTaskException += Add;
    }

    public IReadOnlyCollection<Exception> Collect()
    {
        CollectGarbage();
        return _seen;
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Add;

    private static void CollectGarbage()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private void Add(object? sender, UnobservedTaskExceptionEventArgs args) => _seen.Enqueue(args.Exception);
}
