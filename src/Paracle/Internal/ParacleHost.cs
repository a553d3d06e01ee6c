using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Paracle.Internal;

/// <summary>Starts the parts of Paracle in their order and stops them in reverse, once, whoever asks: an IHost or the host's own code.</summary>
internal sealed class ParacleHost(IEnumerable<IParacleService> services, IEnumerable<IStartupValidator> validators) : IHostedService, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Stack<IParacleService> _running = new();
    private bool _isStarted;
    private bool _isStopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isStarted)
            {
                return;
            }

            if (_isStopped)
            {
                throw new UnavailableException("Paracle was stopped and cannot start again. Build a new service provider and start that.");
            }

            foreach (var validator in validators)
            {
                validator.Validate();
            }

            foreach (var service in services.OrderBy(service => service.Order))
            {
                // On the stack before its start: a part that fails half-way is stopped too.
                _running.Push(service);
                await service.StartAsync(cancellationToken).ConfigureAwait(false);
            }

            _isStarted = true;
        }
        catch (Exception exception)
        {
            _isStopped = true;
            var errors = await StopRunningAsync(CancellationToken.None).ConfigureAwait(false);
            if (errors.Count > 0)
            {
                throw new AggregateException(exception.Message, [exception, .. errors]);
            }

            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Not cancellable: the parts cut their own drain short when the host loses patience, and each must get to do so.
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            (_isStarted, _isStopped) = (false, true);
            var errors = await StopRunningAsync(cancellationToken).ConfigureAwait(false);
            if (errors.Count > 0)
            {
                throw new AggregateException("Parts of Paracle did not stop cleanly.", errors);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<List<Exception>> StopRunningAsync(CancellationToken cancellationToken)
    {
        List<Exception> errors = [];
        while (_running.TryPop(out var service))
        {
            try
            {
                await service.StopAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                errors.Add(exception);
            }
        }

        return errors;
    }
}
