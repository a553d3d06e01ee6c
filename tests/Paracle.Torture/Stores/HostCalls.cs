namespace Paracle.Torture.Stores;

/// <summary>Calls to the store as a careful host makes them: what may pass is tried again for as long as the host lives.</summary>
internal sealed class HostCalls(HostReport report)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Calls until there is an answer, and tells whether an earlier attempt of unknown fate came before it.</summary>
    public async Task<(T Answer, bool IsRepeated)> UntilAnsweredAsync<T>(Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        for (var isRepeated = false; ; isRepeated = true)
        {
            if (await TryAsync(call) is { IsAnswered: true } answered)
            {
                return (answered.Answer!, isRepeated);
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Calls once. No answer is an <see cref="UnavailableException"/>; every other error of the family is a broken promise here, or the caller's.</summary>
    public async Task<(bool IsAnswered, T? Answer)> TryAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return (true, await call());
        }
        catch (UnavailableException)
        {
            report.Say(HostWord.Count, "unavailable");
        }
        catch (ParacleException exception) when (exception is not LeaseLostException)
        {
            report.Say(HostWord.Broken, $"a fault was told as {exception.GetType().Name}: {exception.Message}, because of {exception.InnerException?.Message}");
        }

        return (false, default);
    }
}
