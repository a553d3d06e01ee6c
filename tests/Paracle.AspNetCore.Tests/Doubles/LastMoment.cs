using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace Paracle.AspNetCore.Tests.Doubles;

/// <summary>A clock and a response: its reader takes the first flush after the time for it is over and before the server has seen that.</summary>
internal sealed class LastMoment(TimeSpan limit) : FakeTimeProvider
{
    private readonly TaskCompletionSource<FlushResult> _first = new();

    public bool IsOver => _first.Task.IsCompleted;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime == limit)
        {
            Advance(limit);
            _first.TrySetResult(default);
        }

        return timer;
    }

    public IHttpResponseBodyFeature Of(IHttpResponseBodyFeature body) => new Body(body, new Writer(body.Writer, _first.Task));

    private sealed class Body(IHttpResponseBodyFeature inner, PipeWriter writer) : IHttpResponseBodyFeature
    {
        public Stream Stream => inner.Stream;

        public PipeWriter Writer => writer;

        public void DisableBuffering() => inner.DisableBuffering();

        public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            inner.SendFileAsync(path, offset, count, cancellationToken);

        public Task CompleteAsync() => inner.CompleteAsync();
    }

    private sealed class Writer(PipeWriter inner, Task<FlushResult> first) : PipeWriter
    {
        private bool _isFirst = true;

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            var isFirst = _isFirst;
            _isFirst = false;
            return isFirst ? new ValueTask<FlushResult>(first) : inner.FlushAsync(cancellationToken);
        }
    }
}
