namespace Paracle.Torture.Caches;

/// <summary>Keys with one tag.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Tag">Their tag.</param>
/// <param name="Policy">How they live.</param>
/// <param name="Writer">Who writes to them holds it, where one writes at a time.</param>
internal sealed record CacheGroup(string[] Keys, string Tag, CachePolicy Policy, SemaphoreSlim? Writer)
{
    public string[] Tags { get; } = [Tag];

    /// <summary>Writes, alone where that is the rule.</summary>
    public async Task WriteAsync(Func<ValueTask> write)
    {
        await (Writer?.WaitAsync() ?? Task.CompletedTask);
        try
        {
            await write();
        }
        finally
        {
            Writer?.Release();
        }
    }
}
