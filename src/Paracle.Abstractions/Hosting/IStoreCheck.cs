namespace Paracle;

/// <summary>One check of a store's health and set-up. Every check can be run alone and changes nothing.</summary>
public interface IStoreCheck
{
    /// <summary>The check's stable name, for example <c>sqlite.schema</c>.</summary>
    string Name { get; }

    /// <summary>Runs the check.</summary>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>What was found; empty when all is well. A server that does not answer is a finding, not an error.</returns>
    ValueTask<IReadOnlyList<StoreFinding>> CheckAsync(CancellationToken cancellationToken);
}
